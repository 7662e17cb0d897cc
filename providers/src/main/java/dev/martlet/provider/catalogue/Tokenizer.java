// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Locale;

/**
 * Who cuts a model's texts into tokens. Of OpenAI's models the very tables are here; of the others,
 * how many tokens they make of what o200k_base makes a hundred of.
 *
 * @param encoding counts
 * @param percent of what it counts
 */
record Tokenizer(EncodingType encoding, int percent) {
    private static final Tokenizer O200K = new Tokenizer(EncodingType.O200K_BASE, 100);
    private static final Tokenizer CL100K = new Tokenizer(EncodingType.CL100K_BASE, 100);

    /** Of nobody in particular: most vocabularies are a little smaller. */
    private static final Tokenizer OTHER = new Tokenizer(EncodingType.O200K_BASE, 110);

    private record Family(String part, Tokenizer tokenizer) {}

    /** The first one whose part is in the name decides. Where ratios come from: docs/models.md. */
    private static final List<Family> FAMILIES =
            List.of(
                    new Family("gpt-oss", O200K),
                    new Family("gpt-4o", O200K),
                    new Family("gpt-4.", O200K),
                    new Family("gpt-5", O200K),
                    new Family("chatgpt", O200K),
                    new Family("gpt-4", CL100K),
                    new Family("gpt-3.5", CL100K),
                    new Family("gpt-35", CL100K),
                    new Family("text-embedding-3", CL100K),
                    new Family("text-embedding-ada", CL100K),
                    new Family("claude", of(120)),
                    new Family("gemini", of(110)),
                    new Family("gemma", of(110)),
                    new Family("llama-2", of(120)),
                    new Family("llama", of(100)),
                    new Family("mixtral", of(120)),
                    new Family("mistral-7b", of(120)),
                    new Family("mistral", of(105)));

    private static Tokenizer of(int percent) {
        return new Tokenizer(EncodingType.O200K_BASE, percent);
    }

    static Tokenizer of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1);
        if (last.matches("o[1-9](-.*)?")) {
            return O200K;
        }
        for (Family family : FAMILIES) {
            if (name.contains(family.part())) {
                return family.tokenizer();
            }
        }
        return OTHER;
    }
}
