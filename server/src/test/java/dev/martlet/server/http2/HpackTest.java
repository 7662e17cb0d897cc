// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpackTest {
    private final HpackDecoder decoder = new HpackDecoder();

    private List<String> decode(String hex) throws ConnectionError {
        var fields = new ArrayList<String>();
        decoder.decode(
                HexFormat.of().parseHex(hex.replace(" ", "")),
                (name, value, sensitive) ->
                        fields.add(name + ": " + value + (sensitive ? " (sensitive)" : "")));
        return fields;
    }

    /** RFC 7541, appendix C.4: requests with Huffman codes that fill the table one by one. */
    @Test
    void theExamplesOfTheRfcAreUnderstood() throws ConnectionError {
        assertThat(decode("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
                .containsExactly(
                        ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode("8286 84be 5886 a8eb 1064 9cbf"))
                .contains(":authority: www.example.com", "cache-control: no-cache");
        assertThat(decode("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void aFieldThatMustNotBeIndexedIsMarked() throws ConnectionError {
        assertThat(decode("1008 7061 7373 776f 7264 0673 6563 7265 74"))
                .containsExactly("password: secret (sensitive)");
    }

    @Test
    void aSmallerTableForgetsTheOldest() throws ConnectionError {
        decode("4001 6101 31");
        assertThat(decode("be")).containsExactly("a: 1");
        assertThat(decode("20")).isEmpty();
        assertThatThrownBy(() -> decode("be")).isInstanceOf(ConnectionError.class);
    }

    @Test
    void theTableIsBounded() throws ConnectionError {
        String value = "61".repeat(100);
        for (int i = 0; i < 100; i++) {
            decode("4001 61 64" + value);
        }
        // 4096 octets hold 30 entries of 133.
        assertThat(decode("db")).hasSize(1);
        assertThatThrownBy(() -> decode("dc")).isInstanceOf(ConnectionError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "ff",
                "ff8080808080",
                "ffffffffff7f",
                "be",
                "40",
                "4001",
                "400161",
                "40016105",
                "400161827fff",
                "823f e11f",
                "3fe21f",
                "0001"
            })
    void aMalformedBlockEndsTheConnection(String hex) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOfSatisfying(
                        ConnectionError.class,
                        error -> assertThat(error.code()).isEqualTo(Frame.COMPRESSION_ERROR));
    }

    @Test
    void whatIsEncodedIsDecodedAgain() throws ConnectionError {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "text/plain");
        headers.set(HeaderNames.SET_COOKIE, "a=1", "b=2");
        headers.set(HeaderNames.create("X-Long"), "v".repeat(5000));
        headers.set(HeaderValues.create(HeaderNames.AUTHORIZATION, false, true, "secret"));
        byte[] block = new HpackEncoder().status(207).fields(headers).block();

        assertThat(decode(HexFormat.of().formatHex(block)))
                .startsWith(":status: 207")
                .contains(
                        "content-type: text/plain",
                        "set-cookie: a=1",
                        "set-cookie: b=2",
                        "x-long: " + "v".repeat(5000),
                        "authorization: secret (sensitive)");
        byte[] known = new HpackEncoder().status(404).block();
        assertThat(known).hasSize(2);
        assertThat(decode(HexFormat.of().formatHex(known))).containsExactly(":status: 404");
    }
}
