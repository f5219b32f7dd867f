package dev.nonstick.routing;

/** A backend as the balancer sees it. */
public interface Candidate {
    /** Requests it works on for this gateway. */
    int inFlight();

    /** Its share relative to the others, 1 or more. */
    int weight();

    /**
     * Its turn among equally loaded ones: the smallest is next. Moves on by less for each pick the
     * larger the weight is (start-time fair queueing, Goyal, Vin and Cheng, 1996).
     */
    long turn();
}
