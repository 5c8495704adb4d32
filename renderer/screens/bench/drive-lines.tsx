import { Table } from "@mantine/core";
import { bayText, sizeText } from "../../format.ts";

interface DriveLine {
  bay: number;
  model: string;
  serial: string | null;
  sizeBytes: number;
}

/** The drives a confirmation speaks of: bay, model, serial, size. */
export function DriveLines({ drives }: { drives: readonly DriveLine[] }) {
  return (
    <Table>
      <Table.Tbody>
        {drives.map((drive) => (
          <Table.Tr key={drive.bay}>
            <Table.Td fw={700}>{bayText(drive.bay)}</Table.Td>
            <Table.Td>{drive.model}</Table.Td>
            <Table.Td className="mono">{drive.serial}</Table.Td>
            <Table.Td className="num">{sizeText(drive.sizeBytes)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
