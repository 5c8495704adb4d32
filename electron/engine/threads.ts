/**
 * Imported before anything else: the thread pool is made by the first file operation and never grows. Node's four would
 * be taken by four drives that hang in a read.
 */
process.env["UV_THREADPOOL_SIZE"] ??= "32";
