// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects problems, keeps secrets out of them, and forgets what follows from an earlier problem.
 */
public final class ProblemLog {
    /** More are of no use to anyone. */
    private static final int MAX_PROBLEMS = 1_000;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> places = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();

    /** The file as the user named it. */
    public ProblemLog(String file) {
        this.file = file;
    }

    /**
     * From now on this text is masked wherever it turns up. Very short texts would mask half of
     * every message.
     */
    void hide(String secret) {
        if (secret.length() >= 4) {
            hidden.add(secret);
        }
    }

    /** Adds a problem at a place; those of one place are all kept. */
    public void add(
            int line,
            int column,
            String path,
            String message,
            @Nullable String expected,
            @Nullable String nearest) {
        if (problems.size() < MAX_PROBLEMS) {
            String safe = masked(message);
            problems.add(new Problem(file, line, column, path, safe, expected, nearest));
        }
        for (String place = path; !place.isEmpty(); place = parent(place)) {
            places.add(place);
        }
    }

    public int size() {
        return problems.size();
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** True if this place or anything inside it already has a problem. */
    public boolean touches(String path) {
        return places.contains(path);
    }

    /** In the order of the file. */
    public List<Problem> sorted() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /** The text without anything that is to be hidden. */
    String masked(String text) {
        String result = text;
        for (String secret : hidden) {
            result = result.replace(secret, "***");
        }
        return result;
    }

    private static String parent(String path) {
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? "" : path.substring(0, end);
    }
}
