// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import java.nio.charset.StandardCharsets;

/** Puts frames together (RFC 9113, section 6). Needs the connection's lock. */
public final class FrameWriter {
    private static final byte[] PREFACE = Frame.PREFACE.getBytes(StandardCharsets.US_ASCII);
    private static final int SETTING_BYTES = 6;

    /** RFC 7541, section 6.3: our side does not use the dynamic table. */
    private static final byte[] EMPTY_TABLE = {0x20};

    private final Output output;
    private boolean tableEmptied;

    FrameWriter(Output output) {
        this.output = output;
    }

    /** What a client says first. */
    public void preface() {
        output.bytes(PREFACE, 0, PREFACE.length);
    }

    /** Our settings: identifiers and values in turn. */
    public void settings(int... settings) {
        output.frame(settings.length / 2 * SETTING_BYTES, Frame.SETTINGS, 0, 0);
        for (int i = 0; i < settings.length; i += 2) {
            output.int16(settings[i]);
            output.int32(settings[i + 1]);
        }
    }

    /** A field block, in one frame or in several that nothing comes between (section 6.10). */
    void headers(int streamId, FieldBlock block, boolean end) {
        int prefix = tableEmptied ? 0 : EMPTY_TABLE.length;
        int part = Math.min(block.size(), Frame.MAX_PAYLOAD - prefix);
        int flags = (end ? Frame.END_STREAM : 0) | (part == block.size() ? Frame.END_HEADERS : 0);
        output.frame(part + prefix, Frame.HEADERS, flags, streamId);
        output.bytes(EMPTY_TABLE, 0, prefix);
        tableEmptied = true;
        output.bytes(block.bytes(), 0, part);
        for (int at = part; at < block.size(); at += part) {
            part = Math.min(block.size() - at, Frame.MAX_PAYLOAD);
            int last = at + part == block.size() ? Frame.END_HEADERS : 0;
            output.frame(part, Frame.CONTINUATION, last, streamId);
            output.bytes(block.bytes(), at, part);
        }
    }

    void data(int streamId, byte[] bytes, int offset, int length, boolean end) {
        output.frame(length, Frame.DATA, end ? Frame.END_STREAM : 0, streamId);
        output.bytes(bytes, offset, length);
    }

    public void windowUpdate(int streamId, int bytes) {
        output.frame(4, Frame.WINDOW_UPDATE, 0, streamId);
        output.int32(bytes);
    }

    public void reset(int streamId, int code) {
        output.frame(4, Frame.RST_STREAM, 0, streamId);
        output.int32(code);
    }

    public void settingsAck() {
        output.frame(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    /** Asks whether the peer is there; it sends the number back, in the first four octets. */
    public void ping(int number) {
        output.frame(8, Frame.PING, 0, 0);
        output.int32(number);
        output.int32(0);
    }

    /** Answers the PING that was read last. */
    public void pingAck(FrameReader ping) {
        output.frame(8, Frame.PING, Frame.ACK, 0);
        output.bytes(ping.buffer(), ping.offset(), 8);
    }

    /** Ends the connection, or tells that it will; {@code last} is the last stream we work on. */
    public void goAway(int last, int code) {
        output.frame(8, Frame.GOAWAY, 0, 0);
        output.int32(last);
        output.int32(code);
    }
}
