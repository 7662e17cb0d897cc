// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import java.nio.charset.StandardCharsets;

/** Puts frames together (RFC 9113, section 6). Needs the connection's lock. */
final class FrameWriter {
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int ENABLE_PUSH = 0x2;
    private static final int MAX_HEADER_LIST_SIZE = 0x6;
    private static final int SETTING_BYTES = 6;

    /** RFC 7541, section 6.3: our side does not use the dynamic table. */
    private static final byte[] EMPTY_TABLE = {0x20};

    private final Output output;
    private boolean tableEmptied;

    FrameWriter(Output output) {
        this.output = output;
    }

    /** What a client says first: preface, settings, and a wide window for the connection. */
    void greeting() {
        output.bytes(PREFACE, 0, PREFACE.length);
        output.frame(2 * SETTING_BYTES, Frame.SETTINGS, 0, 0);
        setting(ENABLE_PUSH, 0);
        setting(MAX_HEADER_LIST_SIZE, Limits.FIELD_SECTION_BYTES);
        windowUpdate(0, Limits.CONNECTION_WINDOW - Limits.DEFAULT_WINDOW);
    }

    void headers(int streamId, Block block, boolean end) {
        int prefix = tableEmptied ? 0 : EMPTY_TABLE.length;
        int part = Math.min(block.size(), Limits.FRAME_BYTES - prefix);
        int flags = (end ? Frame.END_STREAM : 0) | (part == block.size() ? Frame.END_HEADERS : 0);
        output.frame(part + prefix, Frame.HEADERS, flags, streamId);
        output.bytes(EMPTY_TABLE, 0, prefix);
        tableEmptied = true;
        output.bytes(block.bytes(), 0, part);
        for (int at = part; at < block.size(); at += part) {
            part = Math.min(block.size() - at, Limits.FRAME_BYTES);
            int last = at + part == block.size() ? Frame.END_HEADERS : 0;
            output.frame(part, Frame.CONTINUATION, last, streamId);
            output.bytes(block.bytes(), at, part);
        }
    }

    void data(int streamId, byte[] bytes, int offset, int length, boolean end) {
        output.frame(length, Frame.DATA, end ? Frame.END_STREAM : 0, streamId);
        output.bytes(bytes, offset, length);
    }

    void windowUpdate(int streamId, int bytes) {
        output.frame(4, Frame.WINDOW_UPDATE, 0, streamId);
        output.int32(bytes);
    }

    void reset(int streamId, int code) {
        output.frame(4, Frame.RST_STREAM, 0, streamId);
        output.int32(code);
    }

    void settingsAck() {
        output.frame(0, Frame.SETTINGS, Frame.ACK, 0);
    }

    void ping() {
        output.frame(8, Frame.PING, 0, 0);
        output.bytes(new byte[8], 0, 8);
    }

    void pingAck(byte[] bytes, int offset) {
        output.frame(8, Frame.PING, Frame.ACK, 0);
        output.bytes(bytes, offset, 8);
    }

    /** The peer opens no streams, so that the last one of its is always 0. */
    void goAway(int code) {
        output.frame(8, Frame.GOAWAY, 0, 0);
        output.int32(0);
        output.int32(code);
    }

    private void setting(int name, int value) {
        output.bytes(new byte[] {0, (byte) name}, 0, 2);
        output.int32(value);
    }
}
