// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this is: what the build wrote beside this class. */
public final class Version {
    private Version() {}

    /**
     * The version.
     *
     * @return for example {@code 0.1.0}
     */
    public static String number() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
