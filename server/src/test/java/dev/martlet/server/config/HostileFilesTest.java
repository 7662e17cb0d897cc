// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.config.ConfigException;
import dev.martlet.server.config.yaml.YamlReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the file holds, the answer is a list of problems, soon. */
@Timeout(60)
class HostileFilesTest {

    @Test
    void aBillionLaughsAreRefused() {
        StringBuilder yaml =
                new StringBuilder("a0: &a0 [ lol, lol, lol, lol, lol, lol, lol, lol, lol, lol ]\n");
        for (int i = 1; i < 10; i++) {
            String one = "*a" + (i - 1);
            yaml.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append((one + ", ").repeat(9))
                    .append(one)
                    .append("]\n");
        }
        assertThat(problems(yaml.toString()))
                .contains("aliases stand for too much (expected: at most 100000 nodes)");
    }

    @Test
    void endlessNestingIsRefused() {
        assertThat(problems("[".repeat(100_000))).contains("nested too deeply");
        assertThat(problems("{a: ".repeat(500) + "1" + "}".repeat(500)))
                .contains("nested too deeply");
    }

    @Test
    void aFileOfMoreThanTenMebibytesIsRefused() {
        byte[] bytes = new byte[YamlReader.MAX_BYTES + 1];
        java.util.Arrays.fill(bytes, (byte) '#');
        assertThat(problems(bytes)).contains("expected: at most 10MiB");
    }

    @Test
    void aWrongByteIsNamedWithItsPlace() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("a: 1\nb: \"".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xff);
        assertThat(problems(bytes.toByteArray()))
                .isEqualTo("m.yaml:2:5: not UTF-8 (expected: a file in UTF-8)");
    }

    @Test
    void aFileInUtf16IsNotGuessedAt() {
        assertThat(problems("listeners: []".getBytes(StandardCharsets.UTF_16)))
                .contains("not UTF-8");
    }

    @Test
    void aControlCharacterIsNamedWithItsPlace() {
        assertThat(problems("a: 1\nb: x\u0000y"))
                .isEqualTo("m.yaml:2:5: the control character U+0000 is not allowed");
    }

    @Test
    void aByteOrderMarkIsFine() {
        String yaml = "\uFEFFlisteners: [ { name: public, bind: \"127.0.0.1:8080\" } ]";
        assertThat(StandIns.parse(yaml).config().listeners()).hasSize(1);
    }

    @Test
    void noMoreThanAThousandProblemsAreListed() {
        String yaml = "x: [" + "1, ".repeat(10) + "]\n";
        StringBuilder keys = new StringBuilder(yaml);
        for (int i = 0; i < 5_000; i++) {
            keys.append("unknown").append(i).append(": 1\n");
        }
        assertThat(problems(keys.toString()).lines()).hasSize(1_000);
    }

    @Test
    void manyWrongReferencesAmongManyServicesTakeNoLongTime() {
        StringBuilder yaml =
                new StringBuilder("listeners: [ { name: p, bind: \"127.0.0.1:1\" } ]\nservices:\n");
        for (int i = 0; i < 5_000; i++) {
            yaml.append("  - { name: some-service-with-a-long-name-")
                    .append(i)
                    .append(", preset: echo }\n");
        }
        yaml.append("routes:\n");
        for (int i = 0; i < 2_000; i++) {
            yaml.append("  - { name: r")
                    .append(i)
                    .append(", to: { service: some-srevice-with-a-long-nmae-")
                    .append(i)
                    .append(" } }\n");
        }
        assertThat(problems(yaml.toString()).lines()).hasSize(1_000);
    }

    @Test
    void noMutationOfAFileGivesAnythingButProblems() throws Exception {
        Random random = new Random(20_260_101);
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ":",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!int ",
            "${",
            "}",
            "|",
            ">",
            "#",
            "? ",
            "null",
            "1e9",
            "-1",
            "<<: *a",
            "---\n",
            "\u0000",
            "é",
            "\uD83D\uDE00",
            ",",
            "%",
            "@",
            "file:/",
            "${TOKEN}"
        };
        byte[][] seeds = Examples.files().map(HostileFilesTest::bytes).toArray(byte[][]::new);
        assertThat(seeds).isNotEmpty();
        ConfigLoader loader = StandIns.loader();
        int refused = 0;
        for (int run = 0; run < 2_000; run++) {
            byte[] mutated = mutate(seeds[run % seeds.length], pieces, random);
            try {
                loader.parse("m.yaml", mutated, Path.of("").toAbsolutePath());
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
                assertThat(e.getMessage()).doesNotContain("s3cr3t-from-env");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private static byte[] mutate(byte[] seed, String[] pieces, Random random) {
        String text = new String(seed, StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(12));
            String piece = random.nextBoolean() ? pieces[random.nextInt(pieces.length)] : "";
            text =
                    text.substring(0, from)
                            + piece
                            + text.substring(random.nextBoolean() ? to : from);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(5) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String problems(String yaml) {
        return problems(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String problems(byte[] yaml) {
        ConfigException refused =
                catchThrowableOfType(
                        ConfigException.class,
                        () -> StandIns.loader().parse("m.yaml", yaml, Path.of("")));
        assertThat(refused).isNotNull();
        return refused.getMessage();
    }
}
