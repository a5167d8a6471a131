namespace GameAuth.Xbox;

/// <summary>A signed POST to an authentication host. The body is bytes, because the very bytes that are signed are sent.</summary>
internal sealed record XboxSignedCall(string Step, string Endpoint, string Path, byte[] Body)
{
    /// <summary>The <c>x-xbl-contract-version</c>; null sends none.</summary>
    public int? ContractVersion { get; init; }
}
