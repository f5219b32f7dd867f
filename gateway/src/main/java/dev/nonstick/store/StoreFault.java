package dev.nonstick.store;

/** Why a store did not answer; a closed list, because it is a metric label. */
public enum StoreFault {
    /** No answer within the command timeout. */
    TIMEOUT,
    /** No connection: refused, or reconnecting after a loss. */
    DISCONNECTED,
    /** Not asked: the node failed too often in a row, and no probe has succeeded since. */
    BREAKER_OPEN,
    /** The connection broke while the command was under way. */
    CONNECTION_LOST,
    /** Too many commands wait for answers on this connection. */
    OVERLOADED,
    /** The node loads its data, is a read-only replica, or its cluster is down. */
    NOT_SERVING,
    /** The node refused the credentials or the command. */
    REFUSED,
    /** An answer that this command cannot have. */
    PROTOCOL
}
