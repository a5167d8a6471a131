namespace GameAuth.Emulator;

/// <summary>
/// The ids that a request to PlayStation Network carried, as they were sent, and whose token it showed. They count also where a fault kept the request from its answer.
/// <see cref="PsnEmulator.IdProblems"/> checks them over a whole run.
/// </summary>
public sealed record PsnRequestTrail
{
    /// <summary><c>x-psn-request-id</c>; null where none was sent.</summary>
    public string? RequestId { get; init; }

    /// <summary><c>X-Psn-Correlation-Id</c>, else the field <c>cid</c>, of a token request; null where none was sent.</summary>
    public string? CorrelationId { get; init; }

    /// <summary><c>x-psn-trace-id</c>; null where none was sent.</summary>
    public string? TraceId { get; init; }

    /// <summary><c>x-psn-span-id</c>; null where none was sent.</summary>
    public string? SpanId { get; init; }

    /// <summary>The account whose access or refresh token came along, also one that is expired; null where it is not known.</summary>
    public string? AccountId { get; init; }
}
