// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a model by the names that providers give it: as it stands, without a collection or region
 * before it ({@code models/…}, {@code eu.anthropic.…}, an ARN), and without a date, a revision or
 * the like behind it ({@code gpt-4o-2024-08-06}, {@code …-20250929-v1:0}, {@code …-latest}). What
 * else stands behind a name makes it another model: {@code gpt-4o-mini} is no {@code gpt-4o}, and
 * {@code claude-opus-4-7} no {@code claude-opus-4}; a wrong price is worse than none.
 */
final class ModelNames {
    /** Longer ones are no names of models; they would only cost time. */
    private static final int LONGEST = 300;

    private static final Pattern BEFORE =
            Pattern.compile(
                    "(?:models/|arn:[^/]{1,200}/)?(?:(?:us|us-gov|eu|apac|jp|au|ca|sa|me|af|global)\\.(?=[a-z0-9]+\\.))?");

    /** One part of what may stand behind a name, with the mark before it. */
    private static final Pattern BEHIND =
            Pattern.compile(
                    """
                    (?:[-@]\\d{4}-\\d{2}(?:-\\d{2})?\
                    |[-@]\\d{2}-(?:\\d{4}|\\d{2})\
                    |[-@:]\\d{3,8}\
                    |[-@]v\\d{1,2}(?::\\d{1,2})?\
                    |-\\d{1,4}[be]\
                    |-(?:a\\d{1,3}b|latest|preview|exp|experimental|beta|instruct|it|chat|hf|fp8|bf16|tput)\
                    |[:@](?:free|default|latest))+\
                    """);

    private ModelNames() {}

    /**
     * Finds.
     *
     * @param entries by {@code prices/model}, in lower case
     * @param prices the list, in lower case
     * @param model the name, in lower case
     */
    static @Nullable CatalogueEntry find(
            Map<String, CatalogueEntry> entries, String prices, String model) {
        if (model.length() > LONGEST) {
            return null;
        }
        CatalogueEntry exact = entries.get(prices + '/' + model);
        if (exact != null) {
            return exact;
        }
        var before = BEFORE.matcher(model);
        String name = before.lookingAt() ? model.substring(before.end()) : model;
        for (int end = name.length(); end > 0; end = boundary(name, end)) {
            CatalogueEntry found = entries.get(prices + '/' + name.substring(0, end));
            if (found != null) {
                String rest = name.substring(end);
                // The longest name decides, even if it decides that nothing is known.
                return rest.isEmpty() || BEHIND.matcher(rest).matches() ? found : null;
            }
        }
        return null;
    }

    /** The last mark before an index. */
    private static int boundary(String name, int before) {
        for (int i = before - 1; i > 0; i--) {
            if ("-@:".indexOf(name.charAt(i)) >= 0) {
                return i;
            }
        }
        return 0;
    }
}
