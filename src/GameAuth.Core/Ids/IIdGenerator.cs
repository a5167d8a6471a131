namespace GameAuth.Providers;

/// <summary>Ids that never come twice. Safe for use from any thread.</summary>
public interface IIdGenerator
{
    /// <summary>A random UUID, version 4 (RFC 9562 section 5.4).</summary>
    /// <returns>An id that this generator has not given before.</returns>
    Guid NextUuid();

    /// <summary>A 64-bit id for the 16 hex digits of a span or correlation id (W3C Trace Context section 3.2.2.4); never zero.</summary>
    /// <returns>An id that this generator has not given before.</returns>
    ulong NextSpan();
}
