// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import dev.martlet.core.Body;
import java.util.ArrayDeque;
import java.util.Deque;

/** A body that comes in given pieces; it is ready for as many of them as were released. */
public final class ScriptedBody extends Body {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int released = Integer.MAX_VALUE;
    private int taken;
    private boolean closed;

    /** Each piece is what one read gives at most. */
    public ScriptedBody(byte[]... pieces) {
        for (byte[] piece : pieces) {
            if (piece.length > 0) {
                this.pieces.add(piece);
            }
        }
    }

    /** Cut at one place. */
    public static ScriptedBody cutAt(byte[] bytes, int at) {
        byte[] tail = new byte[bytes.length - at];
        System.arraycopy(bytes, at, tail, 0, tail.length);
        return new ScriptedBody(java.util.Arrays.copyOf(bytes, at), tail);
    }

    /** One byte a read. */
    public static ScriptedBody byteByByte(byte[] bytes) {
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = new byte[] {bytes[i]};
        }
        return new ScriptedBody(pieces);
    }

    ScriptedBody release(int count) {
        released = count;
        return this;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        byte[] piece = pieces.poll();
        if (piece == null) {
            return -1;
        }
        int count = Math.min(length, piece.length);
        System.arraycopy(piece, 0, buffer, offset, count);
        if (count < piece.length) {
            pieces.addFirst(java.util.Arrays.copyOfRange(piece, count, piece.length));
        } else {
            taken++;
        }
        return count;
    }

    @Override
    public boolean ready() {
        return taken < released;
    }

    @Override
    public void close() {
        closed = true;
    }
}
