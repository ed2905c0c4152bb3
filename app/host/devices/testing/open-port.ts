import { StudioError } from '../../../contract/errors/studio-error.ts';
import { SerialTransport } from '../transports/serial-transport.ts';

// Opens the serial port that its argument names and prints the error as JSON, or `null`. A test starts it as another
// user, because rights cannot be taken from the process of the tests itself.

const transport = new SerialTransport(process.argv[2] ?? '');
let error: StudioError | null = null;
try {
  await transport.open({ baudRate: 115_200 });
} catch (caught) {
  error = StudioError.from(caught);
}
await transport.close();
console.log(JSON.stringify(error?.toJson() ?? null));
