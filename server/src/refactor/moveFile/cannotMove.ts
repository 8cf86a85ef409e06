/** Thrown where a file cannot be moved; the message is a sentence for the user. */
export class CannotMove extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotMove';
  }
}
