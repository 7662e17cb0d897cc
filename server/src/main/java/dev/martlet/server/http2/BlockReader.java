// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts field blocks together and decodes them (RFC 9113, section 4.3). Used by the thread that
 * reads the frames.
 */
public final class BlockReader {
    private static final int PRIORITY_BYTES = 5;
    private static final byte[] NOTHING = new byte[0];

    /** CONTINUATION frames of one block that add nothing to it. */
    static final int EMPTY_CONTINUATIONS = 16;

    private final FrameReader frame;
    private final int mostBytes;
    private final HpackDecoder decoder = new HpackDecoder();
    private byte[] gathered = NOTHING;
    private int size;
    private int empty;
    private int streamId;
    private boolean endsStream;
    private byte[] block = gathered;
    private int offset;

    /**
     * A reader of blocks.
     *
     * @param frame whose HEADERS and CONTINUATION frames are taken
     * @param mostBytes how long a block may be on the wire
     */
    public BlockReader(FrameReader frame, int mostBytes) {
        this.frame = frame;
        this.mostBytes = mostBytes;
    }

    /**
     * Takes the HEADERS or CONTINUATION frame that was read last.
     *
     * @return whether the block is complete; it is then decoded before the next frame is read
     */
    public boolean take() throws ConnectionError {
        boolean begins = frame.type() == Frame.HEADERS;
        if (begins) {
            streamId = frame.streamId();
            endsStream = frame.has(Frame.END_STREAM);
            size = 0;
            empty = 0;
        }
        int start = frame.offset();
        int length = frame.length();
        if (begins) {
            start = frame.contentOffset();
            int priority = frame.has(Frame.WITH_PRIORITY) ? PRIORITY_BYTES : 0;
            start += priority;
            length -= frame.padding() + priority;
        }
        if (length < 0) {
            throw ConnectionError.protocol("HEADERS shorter than its parts");
        }
        if (begins && frame.has(Frame.WITH_PRIORITY)) {
            checkPriority(start - PRIORITY_BYTES);
        }
        empty += length == 0 ? 1 : 0;
        if (size + length > mostBytes || empty > EMPTY_CONTINUATIONS) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "field block too large");
        }
        boolean complete = frame.has(Frame.END_HEADERS);
        if (begins && complete) {
            block = frame.buffer();
            offset = start;
            size = length;
        } else {
            gather(start, length);
        }
        return complete;
    }

    /** Priorities have no effect, but a stream cannot depend on itself (RFC 7540, 5.3.1). */
    private void checkPriority(int at) throws ConnectionError {
        if (frame.int31(at - frame.offset()) == streamId) {
            throw ConnectionError.protocol("a stream that depends on itself");
        }
    }

    /** Whose fields they are. */
    public int streamId() {
        return streamId;
    }

    /** Whether nothing follows on the stream. */
    public boolean endsStream() {
        return endsStream;
    }

    /**
     * Decodes the block. Each one must be, also when nobody waits for it, or the tables of the two
     * sides drift apart.
     *
     * @param fields gets each field in turn
     * @throws ConnectionError if it is malformed
     */
    public void decode(Consumer<HpackField> fields) throws ConnectionError {
        decoder.decode(block, offset, size, fields);
        gathered = NOTHING;
        block = gathered;
    }

    private void gather(int start, int length) {
        if (gathered.length - size < length) {
            gathered = Arrays.copyOf(gathered, Math.max(size + length, 2 * gathered.length));
        }
        System.arraycopy(frame.buffer(), start, gathered, size, length);
        size += length;
        block = gathered;
        offset = 0;
    }
}
