// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanEncoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackTest {
    /** Sets the table to 256 octets, as the examples of RFC 7541, appendix C.6 assume. */
    private static final String TABLE_256 = "3fe101";

    private final HpackDecoder decoder = new HpackDecoder();

    private List<String> decode(String hex) throws ConnectionError {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        List<String> fields = new ArrayList<>();
        decoder.decode(block, 0, block.length, f -> fields.add(f.name() + ": " + f.value()));
        return fields;
    }

    @Test
    void theRepliesOfTheSpecificationAreDecodedWithCodeTableAndEviction() throws Exception {
        assertThat(
                        decode(
                                TABLE_256
                                        + "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8"
                                        + "2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7"
                                        + "8f0b 97c8 e9ae 82ae 43d3"))
                .containsExactly(
                        ":status: 302",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(decode("4883 640e ffc1 c0bf"))
                .containsExactly(
                        ":status: 307",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(
                        decode(
                                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff"
                                        + "c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b"
                                        + "3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
                                        + "03ed 4ee5 b106 3d50 07"))
                .containsExactly(
                        ":status: 200",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        "location: https://www.example.com",
                        "content-encoding: gzip",
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    }

    @Test
    void everyOctetSurvivesTheCode() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        List<String> expected = new ArrayList<>();
        for (char octet = 0; octet < 256; octet++) {
            // Between short codes: Helidon's encoder fails on text that its code makes longer.
            String value = "eeeeeeeeee" + octet + "eeeeeeeeee";
            headers.set(HeaderNames.create("x-" + (int) octet), value);
            expected.add("x-" + (int) octet + ": " + value);
        }
        BufferData encoded = BufferData.growing(512);
        Http2Headers.create(headers)
                .status(Status.OK_200)
                .write(
                        Http2Headers.DynamicTable.create(4096),
                        Http2HuffmanEncoder.create(),
                        encoded);

        assertThat(decode(HexFormat.of().formatHex(encoded.readBytes())))
                .contains(":status: 200")
                .containsAll(expected);
    }

    @Test
    void whatWeWriteIsReadAgain() throws Exception {
        String large = "v".repeat(1000);
        byte[] block = FakePeer.block("accept: text/html", "x-large: " + large, "x-empty: ");

        assertThat(decode(HexFormat.of().formatHex(block)))
                .containsExactly("accept: text/html", "x-large: " + large, "x-empty: ");
    }

    @Test
    void aFieldLargerThanTheTableEmptiesItAndIsNoError() throws Exception {
        decode("40 01 61 01 62");
        assertThat(decode("be")).containsExactly("a: b");
        String large = "40 01 63 7f d9 26" + " 64".repeat(127 + 0x59 + (0x26 << 7));

        assertThat(decode(large)).hasSize(1);
        assertThatThrownBy(() -> decode("be")).isInstanceOf(ConnectionError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // index 0
                "be", // beyond the table
                "ff ff ff ff ff ff ff 01", // integer too large
                "ff", // integer cut off
                "40 0a 61", // string longer than the block
                "40", // no name
                "40 01 61", // no value
                "82 20", // table size behind a field
                "3f e2 1f", // table size 4097
                "40 01 61 84 ff ff ff ff", // EOS
                "40 01 61 81 00", // padding of zeros
                "40 01 61 82 1f ff", // padding of a whole octet
            })
    void aMalformedBlockIsAConnectionError(String hex) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOfSatisfying(
                        ConnectionError.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }
}
