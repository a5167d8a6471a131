namespace GameAuth.Xbox;

/// <summary>Signs requests of an account with the key of its device, by the server's clock. Safe for use from any thread.</summary>
internal sealed class AccountSigner(XboxDeviceIdentities identities, TimeProvider clock)
{
    private readonly XboxRequestSigner _signer = new(XboxSignaturePolicy.Default);

    public async ValueTask SignAsync(Account account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        XboxDeviceIdentity device = await account.GetTokenAsync(identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _signer.SignAsync(identities.OpenKey(device).Key, clock.GetUtcNow(), request, cancellationToken).ConfigureAwait(false);
    }
}
