namespace GameAuth.Xbox;

/// <summary>Signs requests of an account with the key of its device, by the server's clock. Safe for use from any thread.</summary>
internal sealed class AccountSigner(XboxDeviceIdentities identities, TimeProvider clock)
{
    /// <summary>Signs for hosts whose policy nobody knows.</summary>
    public static XboxRequestSigner Default { get; } = new(XboxSignaturePolicy.Default);

    /// <summary>Signs; complete at once where the key is open and the body in memory.</summary>
    public ValueTask SignAsync(Account account, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken)
    {
        ValueTask<XboxDeviceIdentity> getting = account.GetTokenAsync(identities, cancellationToken: cancellationToken);
        return getting.IsCompletedSuccessfully
            ? SignAsync(getting.Result, request, signer, cancellationToken)
            : AwaitAsync(getting, request, signer, cancellationToken);
    }

    private async ValueTask AwaitAsync(
        ValueTask<XboxDeviceIdentity> getting, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken) =>
        await SignAsync(await getting.ConfigureAwait(false), request, signer, cancellationToken).ConfigureAwait(false);

    private ValueTask SignAsync(XboxDeviceIdentity device, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken) =>
        signer.SignAsync(identities.OpenKey(device).Key, clock.GetUtcNow(), request, cancellationToken);
}
