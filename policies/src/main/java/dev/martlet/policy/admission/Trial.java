// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Consumption;
import dev.martlet.core.Demand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests without an exchange, for those who measure what counting costs. */
public final class Trial {
    private final Admission admission;
    private final Meter[] meters;

    /**
     * Of requests that all count on the same rules.
     *
     * @param admission counts
     * @param rules what on
     */
    public Trial(Admission admission, List<Rule> rules) {
        this.admission = admission;
        this.meters = rules.stream().map(Meter::new).toArray(Meter[]::new);
    }

    /**
     * One request: reserved, settled, ended.
     *
     * @param demand what it asks for
     * @param used what it has used
     * @return whether it was let in
     */
    public boolean run(Demand demand, Consumption used) {
        var reservation = new Reservation(_ -> {});
        var expected = new Expected(demand, admission.averages());
        @Nullable Refusal refusal = admission.reserve(reservation, meters, expected);
        if (refusal != null) {
            reservation.cancel(refusal);
            return false;
        }
        reservation.settle(used);
        reservation.close();
        return true;
    }
}
