// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.provider.sse.ScriptedBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormScanTest {
    private static final String FILE =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\r\n\r\n--\r\n--a\r\n-\r\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"model\"\r\n\r\n",
                "content-disposition:form-data;name=model\r\n\r\n",
                "Content-Type: text/plain\r\nContent-Disposition: form-data; x=y; name=\"model\"\r\n\r\n",
            })
    void theModelIsFoundWhereverTheBytesAreCut(String fields) {
        String before = "preamble\r\n" + FILE + "--b  \r\n" + fields;
        byte[] form = bytes(before + "mine\r\n--b--\r\nepilogue");

        for (int cut = 0; cut <= form.length; cut++) {
            var scan = new FormScan("b");
            scan.read(form, 0, cut);
            scan.read(form, cut, form.length - cut);

            assertThat(scan.found()).isTrue();
            assertThat(scan.over()).isTrue();
            assertThat(scan.model()).isEqualTo("mine");
            assertThat(scan.start()).isEqualTo(before.length());
            assertThat(scan.end()).isEqualTo(before.length() + 4);
            assertThat(scan.first()).isEqualTo("preamble".length());
        }
    }

    @Test
    void aFileOfThatNameIsNotTheField() {
        byte[] form = bytes(FILE + "--b--");
        var scan = new FormScan("b");
        scan.read(form, 0, form.length);

        assertThat(scan.found()).isFalse();
        assertThat(scan.over()).isTrue();
        assertThat(scan.first()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=model\r\n\r\nb\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na\r\n--bx\r\n",
            })
    void whatTwoReadersMaySeeDifferentlyIsRefused(String form) {
        assertThatThrownBy(() -> new FormScan("b").read(bytes(form), 0, form.length()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aModelWithoutEndIsRefused() {
        byte[] form =
                bytes(
                        "--b\r\nContent-Disposition: form-data; name=model\r\n\r\n"
                                + "x".repeat(5_000));

        assertThatThrownBy(() -> new FormScan("b").read(form, 0, form.length))
                .hasMessageContaining("too long");
    }

    @Test
    void aSpoolIsReadAgainAcrossItsFileAndThenStreams() throws IOException {
        byte[] all = new byte[3 << 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 ^ i >> 9);
        }
        try (var spool = new Spool(Body.of(all), new FormScan("b"), 2 << 20)) {
            assertThat(new SplicedBody(spool, 5, 9, bytes("xy")).readNBytes(100_000))
                    .hasSize(100_000);
            assertThat(new SplicedBody(spool, 5, 9, bytes("xy")).readNBytes(1_900_000))
                    .hasSize(1_900_000);
            assertThat(spool.replayable()).isTrue();
            var last = new SplicedBody(spool, 5, 9, bytes("xyz"));

            byte[] got = last.readAllBytes();

            assertThat(got.length).isEqualTo(all.length - 1).isEqualTo((int) last.length());
            assertThat(java.util.Arrays.copyOf(got, 8))
                    .isEqualTo(new byte[] {all[0], all[1], all[2], all[3], all[4], 'x', 'y', 'z'});
            assertThat(java.util.Arrays.copyOfRange(got, 8, got.length))
                    .isEqualTo(java.util.Arrays.copyOfRange(all, 9, all.length));
            assertThat(spool.replayable()).isFalse();
            assertThatThrownBy(() -> new SplicedBody(spool, 0, 0, new byte[0]).readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aBodyOfSingleBytesIsSplicedToo() throws IOException {
        byte[] form = bytes("abcdef");
        try (var spool = new Spool(ScriptedBody.byteByByte(form), new FormScan("b"), 100)) {
            assertThat(new SplicedBody(spool, 0, 1, bytes("A")).readAllBytes())
                    .isEqualTo(bytes("Abcdef"));
            assertThat(new SplicedBody(spool, 6, 6, bytes("!")).readAllBytes())
                    .isEqualTo(bytes("abcdef!"));
        }
    }
}
