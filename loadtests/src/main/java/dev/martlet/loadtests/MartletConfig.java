// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration file that a Martlet of this run serves.
 *
 * @param template where {@code @GENERATION@} may stand for what tells one version of the file from
 *     another
 * @param file the file that Martlet reads
 * @param values what the template's other names stand for
 */
record MartletConfig(Template template, Path file, Map<String, String> values) {

    /** No section of this name will ever exist. */
    private static final String MISTAKE = "\nno-such-section: true\n";

    void write(int generation) throws IOException {
        replace(filled(generation));
    }

    /** Writes a version that has to be refused. */
    void writeInvalid(int generation) throws IOException {
        replace(filled(generation) + MISTAKE);
    }

    private String filled(int generation) throws IOException {
        Map<String, String> all = new HashMap<>(values);
        all.put("GENERATION", Integer.toString(generation));
        return template.fill(all);
    }

    /** As careful editors do it, so that nobody reads half a file. */
    private void replace(String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
