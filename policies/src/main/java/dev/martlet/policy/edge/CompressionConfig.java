// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOrMany;
import java.util.List;
import java.util.Set;

/**
 * Which replies are compressed.
 *
 * @param types media types: {@code application/json}, {@code text/*}, or {@code application/*+json}
 * @param minSize bodies that are known to be smaller are sent as they are
 * @param encodings what is offered; of those that a client likes equally, the first
 */
@Doc("Compresses replies for clients that accept it. Event streams never are.")
public record CompressionConfig(
        @Doc("Media types; text/* and application/*+json stand for many.")
                @Default(
                        "[\"text/*\", application/json, \"application/*+json\","
                                + " application/javascript, application/xml,"
                                + " \"application/*+xml\", application/wasm, image/svg+xml]")
                @NonEmpty
                @OneOrMany
                @Matches(
                        value = "[A-Za-z0-9!#$&^_.+-]+/(\\*|(\\*\\+)?[A-Za-z0-9!#$&^_.+-]+)",
                        expected = "a media type such as application/json or text/*")
                List<String> types,
        @Doc("Smaller bodies are not worth it.") @Default("1KiB") DataSize minSize,
        @Doc("What is offered; of those that a client likes equally, the first.")
                @Default("[gzip, deflate]")
                @NonEmpty
                @OneOrMany
                List<Encoding> encodings) {
    public CompressionConfig {
        types = List.copyOf(types);
        encodings = List.copyOf(encodings);
        if (Set.copyOf(encodings).size() < encodings.size()) {
            throw new IllegalArgumentException(
                    "encodings: one is listed twice (expected: each once)");
        }
    }
}
