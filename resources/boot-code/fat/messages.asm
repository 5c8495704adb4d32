; Every reason to stop that is found after the whole boot record is there. (The three others are in sector 0.)

message bad_geometry,    'unsupported volume geometry'
message bad_root,        'root directory damaged'
message bad_chain,       'damaged cluster chain'
message chain_too_short, 'cluster chain too short'
message missing,         'BOOTMGR is missing'
message is_directory,    'BOOTMGR is a directory'
message is_empty,        'BOOTMGR is empty'
message too_large,       'BOOTMGR is too large'
