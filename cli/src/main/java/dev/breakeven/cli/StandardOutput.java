package dev.breakeven.cli;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// Standard output that remembers why it failed: a `PrintWriter` over it keeps that to itself.
///
/// A reader that has seen enough (`breakeven ... | head`) is no failure. Owned by one thread.
final class StandardOutput extends OutputStream {
  private static final String READER_GONE = "Broken pipe";

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private Optional<String> failure = Optional.empty();

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure.isPresent()) {
      return;
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// What the user must be told, once all was written.
  Optional<BreakevenException> problem() {
    return failure
        .filter(reason -> !reason.contains(READER_GONE))
        .map(
            reason ->
                new BreakevenException(
                    ErrorCode.OUTPUT_UNWRITABLE,
                    "standard output cannot be written: " + reason,
                    "",
                    "Make room, or send it somewhere else."));
  }
}
