// Import this before anything of chopsticks, which reads its log level when it is loaded and writes to stdout.
process.env['LOG_LEVEL'] ??= 'warn';
