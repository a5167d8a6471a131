namespace GameAuth.Xbox;

/// <summary>One call of an Xbox service. Every one of them only reads.</summary>
/// <param name="Step">The name of the call, for errors.</param>
/// <param name="Endpoint">The name of the service's endpoint.</param>
/// <param name="Target">Path and query.</param>
/// <param name="ContractVersion">The <c>x-xbl-contract-version</c>.</param>
internal sealed record XboxCall(string Step, string Endpoint, string Target, int ContractVersion)
{
    /// <summary>The <c>Accept-Language</c>; null where the answer has no text of the service's.</summary>
    public string? Language { get; init; }

    /// <summary>The JSON body of a query that is sent with POST; null for a GET.</summary>
    public byte[]? Body { get; init; }
}
