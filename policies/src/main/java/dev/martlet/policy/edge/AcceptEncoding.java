// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Accept-Encoding (RFC 9110, section 12.5.3). */
final class AcceptEncoding {
    private static final int UNNAMED = -1;

    private AcceptEncoding() {}

    /**
     * The coding that the client likes best; of equals the one that is offered first. An element
     * that is malformed counts for nothing.
     *
     * @param lines the values of the field
     * @param offered what we can do, best first
     * @return the coding, or null to send the bytes as they are
     */
    static @Nullable Encoding choose(List<String> lines, List<Encoding> offered) {
        var weights = new int[offered.size()];
        Arrays.fill(weights, UNNAMED);
        int identity = UNNAMED;
        int others = 0;
        for (String line : lines) {
            int start = 0;
            while (start <= line.length()) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                int semicolon = line.indexOf(';', start);
                int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
                String name = line.substring(start, nameEnd).strip();
                int weight = nameEnd == end ? 1000 : weight(line.substring(nameEnd + 1, end));
                if (name.equals("*")) {
                    others = weight;
                } else if (name.equalsIgnoreCase("identity")) {
                    identity = weight;
                } else {
                    for (int i = 0; i < weights.length; i++) {
                        if (names(offered.get(i), name)) {
                            weights[i] = weight;
                        }
                    }
                }
                start = end + 1;
            }
        }
        return best(offered, weights, identity, others);
    }

    private static @Nullable Encoding best(
            List<Encoding> offered, int[] weights, int identity, int others) {
        // Identity that is not mentioned is acceptable, but whoever names codings prefers them.
        int most = Math.max(identity, 0);
        @Nullable Encoding best = null;
        for (int i = 0; i < weights.length; i++) {
            int weight = weights[i] == UNNAMED ? others : weights[i];
            if (weight > 0 && (weight > most || (best == null && weight == most))) {
                most = weight;
                best = offered.get(i);
            }
        }
        return best;
    }

    private static boolean names(Encoding encoding, String name) {
        return name.equalsIgnoreCase(encoding.token())
                || (encoding == Encoding.GZIP && name.equalsIgnoreCase("x-gzip"));
    }

    /**
     * A weight in thousandths (RFC 9110, section 12.4.2), 0 if it is malformed. Parameters other
     * than {@code q} are not defined here.
     */
    static int weight(String parameter) {
        String text = parameter.strip();
        if (text.length() < 3
                || text.length() > 7
                || (text.charAt(0) != 'q' && text.charAt(0) != 'Q')
                || text.charAt(1) != '='
                || (text.charAt(2) != '0' && text.charAt(2) != '1')
                || (text.length() > 3 && text.charAt(3) != '.')) {
            return 0;
        }
        int thousandths = (text.charAt(2) - '0') * 1000;
        int unit = 100;
        for (int i = 4; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            thousandths += (c - '0') * unit;
            unit /= 10;
        }
        return thousandths > 1000 ? 0 : thousandths;
    }
}
