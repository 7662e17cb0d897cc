// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Body;
import java.io.IOException;

/** What is spooled from its beginning, with something else in the place of one piece. */
final class SplicedBody extends Body {
    private final Spool spool;
    private final long start;
    private final long end;
    private final byte[] piece;
    private long position;
    private int inPiece;

    /**
     * A body.
     *
     * @param start where the piece to be replaced begins
     * @param end where it ends
     */
    SplicedBody(Spool spool, long start, long end, byte[] piece) {
        this.spool = spool;
        this.start = start;
        this.end = end;
        this.piece = piece;
    }

    @Override
    public long length() {
        return spool.length() < 0 ? -1 : spool.length() - (end - start) + piece.length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == start && inPiece < piece.length) {
            int count = Math.min(length, piece.length - inPiece);
            System.arraycopy(piece, inPiece, buffer, offset, count);
            inPiece += count;
            return count;
        }
        if (position == start) {
            position = end;
        }
        int most = position < start ? (int) Math.min(length, start - position) : length;
        int count = spool.read(position, buffer, offset, most);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        if (position == start && inPiece < piece.length) {
            return piece.length - inPiece;
        }
        if (position < start) {
            return (int) Math.min(start - position, spool.available(position));
        }
        return spool.available(position == start ? end : position);
    }
}
