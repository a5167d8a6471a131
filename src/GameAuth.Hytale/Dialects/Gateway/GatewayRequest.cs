namespace GameAuth.Hytale;

/// <summary>The body of any of the eight calls: each has some of these. No record: a record prints what it holds.</summary>
internal sealed class GatewayRequest
{
    /// <summary>The account, where it is configured or the gateway has named it: some look the tokens up by it and do not read the Authorization header.</summary>
    public string? AccountId { get; init; }

    public string? DeviceCode { get; init; }

    public string? RefreshToken { get; init; }

    public Guid? ProfileUuid { get; init; }

    public string? SessionId { get; init; }
}
