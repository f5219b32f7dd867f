/*
 * The session protocol of Nonstick: exchanges of a visitor on two gateways, one store.
 *
 * What is left out, which properties are asserted (P1 to P7) and how to run it: README.md.
 * A step of a gateway's event loop is one atomic; time passes only between them.
 */

/* ---- the size of the world; check.sh sets these with -D ---- */
#ifndef MASK0                   /* what exchange 0, 1, 2 may ask for: one of these kinds */
#define MASK0 63
#endif
#ifndef MASK1
#define MASK1 63
#endif
#ifndef MASK2
#define MASK2 63
#endif
#ifndef JAR2                    /* who sends exchange 2: the browser (0) or an attacker (1) */
#define JAR2 0
#endif
#ifndef JAR1
#define JAR1 0
#endif
#ifndef FAULTS                  /* answers of the store that are lost, in all */
#define FAULTS 1
#endif
#ifndef RESENDS                 /* how often one write is sent again */
#define RESENDS 1
#endif
#ifndef WRITES                  /* write ids that a record lists (16 in the code) */
#define WRITES 2
#endif
#ifndef START                   /* 0: no session, 1: generation 0, 2: generation 1, cookie 1 was lost */
#define START 1
#endif
#ifndef KEYS
#define KEYS 5
#endif

#define NX 3                    /* exchanges */
#define NG 2                    /* gateways */
#define NONE 15                 /* no cookie */

/* kinds of exchanges, as bits of a mask */
#define K_READ 1
#define K_INC 2
#define K_ROTATE 4
#define K_LOGIN 8               /* authenticate and an increment */
#define K_DESTROY 16
#define K_RENEW 32              /* destroy and an increment: the old session ends, a new one begins */

/* operations of one change, as bits */
#define INC 1
#define ROTATE 2
#define AUTHENTICATE 4
#define DESTROY 8

#define asks(x, o) ((ex[x].op & (o)) != 0)
#define creates(x) asks(x, INC | AUTHENTICATE)

mtype = { pending, kept, dropped, not_stored, unknown };        /* CommitResult */
mtype = { none, muted, live };                                  /* SessionView */
mtype = { idle, sent, answered, ambiguous };                    /* a lane's write */
mtype = { replace, create, delete };

/* A record. Token and write id of one write are one number here: both are drawn for it alone. */
typedef Record {
    byte token;
    byte version;
    byte generation;
    bit presented;              /* the current generation was presented: the grace runs */
    bit strict;                 /* the last rotation was an authenticate */
    byte epoch;
    byte incs;                  /* two bits an exchange: how often its increment is in here */
    byte older;                 /* the write id before token (where WRITES is 2) */
};

#define incs_of(r, x) ((r.incs >> (2 * (x))) & 3)

inline copy(FROM, TO)
{
    TO.token = FROM.token; TO.version = FROM.version;
    TO.generation = FROM.generation; TO.presented = FROM.presented; TO.strict = FROM.strict;
    TO.epoch = FROM.epoch; TO.incs = FROM.incs; TO.older = FROM.older
}

inline wipe(R)
{
    R.token = 0; R.version = 0; R.generation = 0; R.presented = 0; R.strict = 0;
    R.epoch = 0; R.incs = 0; R.older = 0
}

#if WRITES == 2
#define lists(r, id) (r.token == (id) || r.older == (id))
#else
#define lists(r, id) (r.token == (id))
#endif

/* ---- the store ---- */
Record store[KEYS];
bit alive[KEYS];
bit destroyed[KEYS];            /* ghost */
bit aged[KEYS];                 /* time: the grace of the last rotation is over */
byte lineage[KEYS];             /* ghost: which session it is, however rotated */
byte keys;                      /* keys that were drawn */
byte tokens = 1;                /* tokens that were drawn */
byte faults;

/* Commands whose gateway has given up waiting; each may still be executed, or never. */
typedef Late {
    bit used;
    mtype what;
    byte key;
    byte expected;              /* replace: token · delete: epoch */
    Record record;
};
Late late[FAULTS + 1];
byte lates;

/* ---- browsers ---- */
typedef Cookie { byte key; byte generation; byte epoch; };      /* epoch: ghost */
Cookie jar[2];                  /* 0: the browser, 1: the attacker */
byte delivered[KEYS];           /* ghost: 1 + the highest generation the browser has received */
bit overwritten;                /* ghost: a late response replaced a newer cookie */

/* ---- exchanges ---- */
typedef Exchange {
    byte op;
    byte gateway;
    Cookie cookie;              /* what the request carries */
    mtype view;
    bit confirms;
    byte epoch;                 /* of the snapshot */
    byte key;                   /* of the snapshot, or of the record it created */
    mtype result;
    bit sets;                   /* a Set-Cookie leaves with the response … */
    bit clears;                 /* … or a clear */
    Cookie set;
};
Exchange ex[NX];
Record snapshot[NX];
byte done;
byte undelivered;               /* responses on their way */

#ifdef AT_ONCE                  /* a response is delivered, or lost, before anything else happens */
#define calm (undelivered == 0)
#else
#define calm true
#endif

/* Who made this epoch: exchange x makes the epoch x + 1 and no other. */
#define made_by(x) ((x) + 1)

/* ---- lanes: CommitQueue, one key each ---- */
typedef Lane {
    mtype write;
    byte key;
    bit unanswered;             /* an earlier try of this write got no answer */
    byte resends;
    bit conflict;
    bit absent;
    Record base;
    Record record;              /* the write under way */
    Record current;             /* what a conflict brought up */
};
Lane lane[NG];
chan waiting[NG] = [NX] of { byte };
chan batch[NG] = [NX] of { byte };

/*
 * ---- the rules, and what becomes of them where one is left out or done otherwise ----
 * One word a rule: FOUND_… is a mistake that the code made once, MUTANT_… another.
 */

/* A replace never creates. */
#ifdef MUTANT_REPLACE_CREATES
#define replace_creates true
#else
#define replace_creates false
#endif

/* A write that was not answered is sent again byte for byte. */
#ifdef MUTANT_RESEND_NEW_NONCE
#define resealed true
#else
#define resealed false
#endif

/* A record that lists the id of an unanswered write proves that it was applied … */
#ifdef MUTANT_NO_PROOF
#define proves(r, id) false
#else
#define proves(r, id) lists(r, id)
#endif

/* … and proves nothing where the id may have been pushed out of the list. */
#if defined(MUTANT_NO_BOUND) || defined(MUTANT_NO_PROOF)
#define too_late(now, then) false
#else
#define too_late(now, then) ((now) - (then) >= WRITES)
#endif

/* Operations are for the epoch that the exchange has seen. */
#ifdef MUTANT_NO_EPOCH_CHECK
#define strange(x, e) false
#else
#define strange(x, e) (ex[x].epoch != (e))
#endif

/* A login is written alone: what waits behind it is judged when it is known to be applied. */
#ifdef FOUND_MERGE
#define login_alone false
#else
#define login_alone true
#endif

/* A Set-Cookie is for the epoch that the exchange has seen, or made: a login that went into the
   same write, or on top of it before it was known to be applied, is not this exchange's. */
#ifdef FOUND_COOKIE
#define may_know(x, e) true
#else
#define may_know(x, e) ((e) == ex[x].epoch || (e) == made_by(x))
#endif

/* A rotation asked for by several exchanges happens once … */
#ifdef MUTANT_ROTATE_ALWAYS
#define rotated_already(x, g) false
#else
#define rotated_already(x, g) ((g) > ex[x].cookie.generation)
#endif

/* … a login always makes a generation that nobody has had. */
#ifdef MUTANT_LOGIN_ROTATES_ONCE
#define login_generation(x, g) (rotated_already(x, g) -> (g) : (g) + 1)
#else
#define login_generation(x, g) ((g) + 1)
#endif

/* After a login the superseded cookie is muted at once, after a rotation it has its grace. */
#if defined(MUTANT_OLD_READS_NEW)
#define no_grace(k) false
#elif defined(MUTANT_NO_GRACE)
#define no_grace(k) true
#else
#define no_grace(k) store[k].strict
#endif

/* A muted exchange has no session, but a login makes one, under a rid of its own. */
#ifdef MUTANT_MUTED_LOGIN_DROPPED
#define muted_may_login false
#else
#define muted_may_login true
#endif

/* Rotation keeps the rid. */
#ifdef MUTANT_ROTATE_NEW_RID
#define by_new_rid(x) asks(x, ROTATE)
#else
#define by_new_rid(x) false
#endif

/* A create that was not answered is tried again under another rid: the first may come late. */
#ifdef FOUND_CREATE
#define another_key(x) skip
#else
#define another_key(x) draw_key(x, made_by(x))
#endif

/* Who ends a session has seen its epoch. */
#ifdef FOUND_DESTROY
#define may_delete(k, e) true
#else
#define may_delete(k, e) (!alive[k] || store[k].epoch == (e))
#endif

/* A destroy is told to the client when the store has acknowledged it. */
#ifdef MUTANT_DELETE_UNACKED
#define late_is_done true
#else
#define late_is_done false
#endif

/* A gateway's connection answers in order: a find is answered after what was sent before it. */
#ifdef MUTANT_UNORDERED
#define in_order(g) true
#else
#define in_order(g) (lane[g].write != answered)
#endif

/* The current cookie, for an exchange that came with an older one and commits nothing, is made
   from its snapshot. With JUDGED_AGAIN: from what the store says at the end. */
#ifdef JUDGED_AGAIN
#define still_good(x) (alive[ex[x].key] && store[ex[x].key].generation == snapshot[x].generation)
#else
#define still_good(x) true
#endif

/* ---- what the store does ---- */

/* P1 to P3 and P5 on every write that takes effect. */
inline check_replace(K, R)
{
    y = 0;
    do
    :: y < NX ->
        assert(incs_of(R, y) <= 1);                                     /* P2 */
        assert(incs_of(R, y) >= incs_of(store[K], y));                  /* P2 */
        assert(incs_of(R, y) == incs_of(store[K], y) ||
            ex[y].epoch == store[K].epoch);                          /* P5 */
        y++
    :: else -> break
    od;
    if
    :: R.epoch == store[K].epoch ->
        assert(R.generation == store[K].generation ||
            (R.generation == store[K].generation + 1 &&
                ((asks(0, ROTATE) && ex[0].cookie.generation == store[K].generation) ||
                 (asks(1, ROTATE) && ex[1].cookie.generation == store[K].generation) ||
                 (asks(2, ROTATE) && ex[2].cookie.generation == store[K].generation))))  /* P3 */
    :: else ->
        assert(ex[R.epoch - 1].epoch == store[K].epoch);                /* P5 */
        assert(R.generation > store[K].generation)                      /* P6 */
    fi;
    y = 0
}

inline put(K, R)
{
    assert(!destroyed[K]);                                              /* P1 */
    if
    :: !alive[K] || store[K].generation != R.generation -> aged[K] = 0
    :: else
    fi;
    copy(R, store[K]);
    alive[K] = 1
}

/* What is left of a dead record would only tell equal states apart. */
inline remove(K)
{
    if
    :: alive[K] -> alive[K] = 0; destroyed[K] = 1; aged[K] = 0; wipe(store[K])
    :: else
    fi
}

inline do_replace(K, T, R)
{
    if
    :: alive[K] && store[K].token == T -> check_replace(K, R); put(K, R)
    :: replace_creates && !alive[K] -> put(K, R)
    :: else
    fi
}

/* One lineage, one record. */
#define forked(k, j) (j != k && alive[j] && alive[k] && lineage[j] == lineage[k])

inline check_lineage(K)
{
    y = 0;
    do
    :: y < KEYS -> assert(!forked(K, y)); y++                           /* P3 */
    :: else -> break
    od;
    y = 0
}

inline give_up_waiting(WHAT, K, E, R)
{
    late[lates].used = 1; late[lates].what = WHAT; late[lates].key = K;
    late[lates].expected = E; copy(R, late[lates].record);
    lates++; faults++
}

/* ---- what a gateway does ---- */

/* SessionEngine.stored: this exchange's change is in the record r of key k. */
inline stored(X, R)
{
    ex[X].result = kept;
    undelivered++;
    if
    :: R.generation != ex[X].cookie.generation &&
        may_know(X, R.epoch) -> set_cookie(X, ex[X].key, R.generation, R.epoch)
    :: else
    fi;
    assert(!asks(X, INC) || !alive[ex[X].key] || incs_of(store[ex[X].key], X) == 1)  /* P2 */
}

inline set_cookie(X, K, G, E)
{
    ex[X].sets = 1; ex[X].set.key = K; ex[X].set.generation = G; ex[X].set.epoch = E;
    assert(E == made_by(X) || E == ex[X].epoch)                         /* P6 */
}

inline finish(X, R)
{
    ex[X].result = R;
    undelivered++
}

/* Commit.applyTo on the record of lane g. */
inline apply(G, X)
{
    if
    :: strange(X, lane[G].record.epoch) ->
        assert(!alive[lane[G].key] || store[lane[G].key].epoch != ex[X].epoch);     /* P7 */
        finish(X, dropped)
    :: else ->
        if
        :: ex[X].confirms && !lane[G].record.presented &&
            lane[G].record.generation == ex[X].cookie.generation &&
            lane[G].record.generation > 0 ->
            lane[G].record.presented = 1; changed = 1
        :: else
        fi;
        if
        :: asks(X, ROTATE) && !rotated_already(X, lane[G].record.generation) ->
            lane[G].record.generation++;
            lane[G].record.presented = 0; lane[G].record.strict = 0; changed = 1
        :: else
        fi;
        if
        :: asks(X, AUTHENTICATE) ->
            lane[G].record.generation = login_generation(X, lane[G].record.generation);
            lane[G].record.presented = 0; lane[G].record.strict = 1;
            lane[G].record.epoch = made_by(X); changed = 1
        :: else
        fi;
        if
        :: asks(X, INC) ->
            lane[G].record.incs = lane[G].record.incs + (1 << (2 * X)); changed = 1
        :: else
        fi;
        batch[G]!X
    fi
}

inline all_stored(G, R)
{
    do
    :: batch[G]?x -> stored(x, R)
    :: empty(batch[G]) -> break
    od
}

/* Lane.next: everything that waits goes into one write. */
inline next(G)
{
    copy(lane[G].base, lane[G].record);
    changed = 0;
    closed = 0;
    do
    :: nempty(waiting[G]) && !closed ->
        waiting[G]?<x>;
        closed = login_alone && nempty(batch[G]) && asks(x, AUTHENTICATE);
        if
        :: closed && changed
        :: closed && !changed ->                /* nothing to write before it */
            all_stored(G, lane[G].base); closed = 0
        :: !closed ->
            waiting[G]?x;
            apply(G, x);
            closed = login_alone && nempty(batch[G]) && asks(x, AUTHENTICATE)
        :: !closed && faults < FAULTS ->                                  /* its deadline passed */
            waiting[G]?x;
            faults++; finish(x, not_stored)
        fi
    :: empty(waiting[G]) || closed -> break
    od;
    closed = 0;
    if
    :: changed -> seal(G); lane[G].unanswered = 0; lane[G].resends = 0; lane[G].write = sent
    :: else -> all_stored(G, lane[G].base); end_lane(G)
    fi;
    x = 0; changed = 0
}

inline seal(G)
{
    lane[G].record.older = lane[G].record.token;
    lane[G].record.token = tokens;
    tokens++;
    lane[G].record.version++
}

inline end_lane(G)
{
    lane[G].write = idle; lane[G].key = 0; lane[G].unanswered = 0; lane[G].resends = 0;
    lane[G].conflict = 0; lane[G].absent = 0;
    wipe(lane[G].base); wipe(lane[G].record); wipe(lane[G].current)
}

inline fail(G, R)
{
    do
    :: batch[G]?x -> finish(x, R)
    :: empty(batch[G]) -> break
    od;
    do
    :: waiting[G]?x -> finish(x, (R == unknown -> not_stored : R))
    :: empty(waiting[G]) -> break
    od;
    end_lane(G);
    x = 0
}

inline applied(G, R)
{
    copy(R, lane[G].base);
    all_stored(G, lane[G].base);
    forget_answer(G);
    next(G)
}

inline forget_answer(G)
{
    lane[G].conflict = 0; lane[G].absent = 0; wipe(lane[G].current)
}

/* Lane.answered */
inline answer(G)
{
    if
    :: !lane[G].conflict -> applied(G, lane[G].record)
    :: lane[G].conflict && lane[G].absent -> fail(G, dropped)
    :: lane[G].conflict && !lane[G].absent ->
        if
        :: lane[G].unanswered && proves(lane[G].current, lane[G].record.token) ->
            applied(G, lane[G].current)
        :: lane[G].unanswered && !proves(lane[G].current, lane[G].record.token) &&
            too_late(lane[G].current.version, lane[G].record.version) ->
            fail(G, unknown)
        :: else ->
            copy(lane[G].current, lane[G].base);
            forget_answer(G);
            do                                  /* the batch goes before those that came later */
            :: waiting[G]?x -> batch[G]!x
            :: empty(waiting[G]) -> break
            od;
            do
            :: batch[G]?x -> waiting[G]!x
            :: empty(batch[G]) -> break
            od;
            next(G)
        fi
    fi
}

proctype Gateway(byte g)
{
    byte x;
    byte y;
    bit changed;
    bit closed;
end:
    do
    :: atomic {                                 /* the store executes the write */
        calm && lane[g].write == sent ->
        lane[g].absent = !alive[lane[g].key] && !replace_creates;
        lane[g].conflict = lane[g].absent || (alive[lane[g].key] &&
            store[lane[g].key].token != lane[g].base.token);
        if
        :: lane[g].conflict && !lane[g].absent -> copy(store[lane[g].key], lane[g].current)
        :: else
        fi;
        do_replace(lane[g].key, lane[g].base.token, lane[g].record);
        lane[g].write = answered
      }
    :: atomic {
        calm && lane[g].write == answered -> answer(g)
      }
    :: atomic {                                 /* its answer is lost */
        calm && lane[g].write == answered && faults < FAULTS ->
        faults++; forget_answer(g);
        lane[g].write = ambiguous; lane[g].unanswered = 1
      }
    :: atomic {                                 /* no answer; the bytes are still on their way */
        calm && lane[g].write == sent && faults < FAULTS ->
        give_up_waiting(replace, lane[g].key, lane[g].base.token, lane[g].record);
        lane[g].write = ambiguous; lane[g].unanswered = 1
      }
    :: atomic {                                 /* refused: surely not executed */
        calm && lane[g].write == sent && !lane[g].unanswered && faults < FAULTS ->
        faults++; fail(g, not_stored)
      }
    :: atomic {
        calm && lane[g].write == ambiguous && lane[g].resends < RESENDS ->
        lane[g].resends++;
        if
        :: resealed -> lane[g].record.token = tokens; tokens++
        :: else
        fi;
        lane[g].write = sent
      }
    :: atomic {
        calm && lane[g].write == ambiguous -> fail(g, unknown)
      }
    od
}

/* SessionEngine.find and Standing.judge, in the step in which the store reads. */
inline find(I)
{
    k = ex[I].cookie.key;
    if
    :: k == NONE || !alive[k] -> ex[I].view = none
    :: else ->
        assert(ex[I].cookie.generation <= store[k].generation);
        if
        :: ex[I].cookie.generation == store[k].generation ->
            ex[I].view = live;
            ex[I].confirms = (store[k].generation > 0 && !store[k].presented)
        :: ex[I].cookie.generation + 1 == store[k].generation &&
            !no_grace(k) && (!store[k].presented || !aged[k]) -> ex[I].view = live
        :: else -> ex[I].view = muted
        fi;
        if
        :: ex[I].view == live ->
            assert(from != 0 || store[k].epoch == ex[I].cookie.epoch);  /* P5 */
            assert(from == 0 || store[k].epoch == ex[I].cookie.epoch);  /* P6 */
            ex[I].key = k; ex[I].epoch = store[k].epoch;
            copy(store[k], snapshot[I])
        :: else
        fi
    fi;
    k = 0
}

/* SessionEngine.create: a record under a key that nobody has had before. */
inline make(I)
{
    draw_key(I, made_by(I));
    if
    :: put(k, fresh); created(I)
    :: faults < FAULTS ->                       /* the first try is late, the second is answered */
        give_up_waiting(create, k, 0, fresh);
        another_key(I);
        put(k, fresh); created(I)
    :: faults < FAULTS ->
        give_up_waiting(create, k, 0, fresh); finish(I, unknown)
    fi;
    wipe(fresh); k = 0
}

inline draw_key(I, FAMILY)
{
    k = keys; keys++;
    assert(k < KEYS);
    lineage[k] = FAMILY;
    wipe(fresh);
    fresh.token = tokens; tokens++;
    fresh.version = 1; fresh.epoch = made_by(I);
    fresh.incs = (asks(I, INC) -> 1 << (2 * I) : 0)
}

inline created(I)
{
    ex[I].key = k;
    set_cookie(I, k, 0, made_by(I));
    finish(I, kept)
}

inline do_delete(K, E)
{
    assert(!alive[K] || store[K].epoch == (E));                         /* P5 */
    remove(K)
}

proctype Visit(byte i; byte from)
{
    byte k;
    byte x;
    byte y;
    bit changed;
    bit closed;
    Record fresh;

    /* the request leaves the browser */
    atomic {
        calm ->
        ex[i].cookie.key = jar[from].key; ex[i].cookie.generation = jar[from].generation;
        ex[i].cookie.epoch = jar[from].epoch
    }
    atomic {
        calm && in_order(ex[i].gateway) -> find(i)
    }
    /* the backend works; then the commit */
    if
    :: atomic {
        calm && ex[i].view == none ->
        if
        :: creates(i) -> make(i)
        :: else -> finish(i, kept)
        fi
      }
    :: atomic {
        calm && ex[i].view == muted ->
        if
        :: asks(i, AUTHENTICATE) && muted_may_login -> make(i)
        :: !(asks(i, AUTHENTICATE) && muted_may_login) && ex[i].op != 0 -> finish(i, dropped)
        :: else -> finish(i, kept)
        fi
      }
    :: atomic {
        calm && ex[i].view == live && asks(i, DESTROY) ->
        if
        :: !may_delete(ex[i].key, ex[i].epoch) -> finish(i, dropped)
        :: else ->
            if
            :: do_delete(ex[i].key, ex[i].epoch)
            :: faults < FAULTS -> do_delete(ex[i].key, ex[i].epoch); faults++; finish(i, unknown)
            :: late_is_done && faults < FAULTS ->
                give_up_waiting(delete, ex[i].key, ex[i].epoch, fresh)
            :: faults < FAULTS ->
                give_up_waiting(delete, ex[i].key, ex[i].epoch, fresh); finish(i, unknown)
            fi
        fi
      };
      if
      :: atomic {
          calm && ex[i].result == pending && creates(i) ->
          assert(!alive[ex[i].key]);                                    /* P1 */
          make(i)
        }
      :: atomic {
          ex[i].result == pending && !creates(i) ->
          assert(!alive[ex[i].key]);                                    /* P1 */
          ex[i].clears = 1; finish(i, kept)
        }
      :: ex[i].result != pending
      fi
    :: atomic {
        calm && ex[i].view == live && ex[i].op == 0 && !ex[i].confirms ->
        if
        :: ex[i].cookie.generation < snapshot[i].generation &&
            still_good(i) -> set_cookie(i, ex[i].key, snapshot[i].generation, snapshot[i].epoch)
        :: else
        fi;
        finish(i, kept)
      }
    :: atomic {
        calm && ex[i].view == live && by_new_rid(i) ->
        draw_key(i, lineage[ex[i].key]);
        fresh.incs = snapshot[i].incs; fresh.epoch = ex[i].epoch;
        remove(ex[i].key);
        put(k, fresh); check_lineage(k);
        ex[i].key = k; set_cookie(i, k, 0, ex[i].epoch); finish(i, kept)
      }
    :: atomic {                                 /* CommitQueue.submit */
        calm && ex[i].view == live && !asks(i, DESTROY) && (ex[i].op != 0 || ex[i].confirms) &&
        !by_new_rid(i) &&
        (lane[ex[i].gateway].write == idle || lane[ex[i].gateway].key == ex[i].key) ->
        waiting[ex[i].gateway]!i;
        if
        :: lane[ex[i].gateway].write == idle ->
            lane[ex[i].gateway].key = ex[i].key;
            copy(snapshot[i], lane[ex[i].gateway].base);
            next(ex[i].gateway)
        :: else
        fi
      }
    fi;
    /* the response leaves once the store has acknowledged; the browser gets it, or does not */
    atomic {
        ex[i].result != pending ->
        wipe(snapshot[i]);
        if
        :: ex[i].sets ->
            if
            :: from == 0 && jar[0].key != NONE && alive[jar[0].key] &&
                (jar[0].key != ex[i].set.key ||
                    jar[0].generation > ex[i].set.generation) -> overwritten = 1
            :: else
            fi;
            jar[from].key = ex[i].set.key; jar[from].generation = ex[i].set.generation;
            jar[from].epoch = ex[i].set.epoch;
            if
            :: from == 0 && delivered[ex[i].set.key] <= ex[i].set.generation ->
                delivered[ex[i].set.key] = ex[i].set.generation + 1
            :: else
            fi
        :: ex[i].clears ->
            if
            :: from == 0 && jar[0].key != NONE && alive[jar[0].key] -> overwritten = 1
            :: else
            fi;
            jar[from].key = NONE; jar[from].generation = 0; jar[from].epoch = 0
        :: true                                 /* nothing to set, or the response is lost */
        fi;
        ex[i].sets = 0; ex[i].clears = 0;
        ex[i].set.key = 0; ex[i].set.generation = 0; ex[i].set.epoch = 0;
        undelivered--; done++
    }
}

/* One more request of the browser, however much later. */
#define finds_session(k, g) \
    (g == store[k].generation || \
    (g + 1 == store[k].generation && !no_grace(k) && !store[k].presented))

/* Its login's answer was lost: it is muted, and logs in again (K_LOGIN of a muted exchange). */
#define login_lost(k) (store[k].strict && delivered[k] <= store[k].generation)

#if JAR1 == 1                   /* a thief who rotates and then presents shuts the browser out */
#define excused(k) true
#elif defined(NO_EXCUSE)
#define excused(k) login_lost(k)
#else
#define excused(k) (login_lost(k) || overwritten)
#endif

inline check_quiet()
{
    /* P2: what was promised is so */
    y = 0;
    do
    :: y < NX ->
        if
        :: ex[y].view == live && asks(y, INC) && !asks(y, DESTROY) && alive[ex[y].key] ->
            assert(ex[y].result != kept || incs_of(store[ex[y].key], y) == 1);    /* P2 */
            assert(ex[y].result == kept || ex[y].result == unknown ||
                incs_of(store[ex[y].key], y) == 0)                          /* P2 */
        :: else
        fi;
        assert(!asks(y, AUTHENTICATE) || ex[y].view != muted || ex[y].result != dropped);   /* P4 */
        y++
    :: else -> break
    od;
    y = 0;
    if
    :: jar[0].key == NONE
    :: jar[0].key != NONE && !alive[jar[0].key] -> assert(destroyed[jar[0].key])            /* P4 */
    :: jar[0].key != NONE && alive[jar[0].key] ->
        assert(finds_session(jar[0].key, jar[0].generation) || excused(jar[0].key))     /* P4 */
    fi
}

inline execute_late()
{
    if
    :: late[n].what == replace -> do_replace(late[n].key, late[n].expected, late[n].record)
    :: late[n].what == create ->
        if
        :: !alive[late[n].key] -> put(late[n].key, late[n].record)
        :: else
        fi
    :: late[n].what == delete ->
        if
        :: may_delete(late[n].key, late[n].expected) ->
            do_delete(late[n].key, late[n].expected)
        :: else
        fi
    fi;
    late[n].used = 0; late[n].key = 0; late[n].expected = 0; late[n].what = 0;
    wipe(late[n].record); n = 0
}

/* Time, and commands that come late. */
proctype World()
{
    byte n;
    byte y;
end:
    do
    :: atomic {
        calm && lates > 0 && late[0].used ->
        n = 0; execute_late()
      }
#if FAULTS > 1
    :: atomic {
        calm && lates > 1 && late[1].used ->
        n = 1; execute_late()
      }
#endif
    :: atomic {
        calm && alive[0] && store[0].presented && !aged[0] -> aged[0] = 1
      }
    :: atomic { done == NX -> check_quiet() }
    od
}

inline ask(I, MASK)
{
    if
    :: (MASK) & K_READ -> ex[I].op = 0
    :: (MASK) & K_INC -> ex[I].op = INC
    :: (MASK) & K_ROTATE -> ex[I].op = ROTATE
    :: (MASK) & K_LOGIN -> ex[I].op = AUTHENTICATE | INC
    :: (MASK) & K_DESTROY -> ex[I].op = DESTROY
    :: (MASK) & K_RENEW -> ex[I].op = DESTROY | INC
    fi;
    ex[I].result = pending
}

init {
    atomic {
        lane[0].write = idle; lane[1].write = idle;
        jar[0].key = NONE; jar[1].key = NONE;
        keys = 1;
#if START > 0
        alive[0] = 1;
        store[0].token = tokens; tokens++;
        store[0].version = 1;
        store[0].generation = START - 1;
        jar[0].key = 0; jar[1].key = 0;
#endif
        ask(0, MASK0); ask(1, MASK1); ask(2, MASK2);
        if
        :: ex[1].gateway = 0
        :: ex[1].gateway = 1
        fi;
        if
        :: ex[2].gateway = 0
        :: ex[2].gateway = 1
        fi;
        run World(); run Gateway(0); run Gateway(1);
        run Visit(0, 0); run Visit(1, JAR1); run Visit(2, JAR2)
    }
}
