namespace GameAuth.Hytale;

/// <summary>Tells the sinks of tokens that were refused; one that throws harms nobody.</summary>
internal sealed class RefusedTokens(IAuthEventSink[] sinks, TimeProvider time)
{
    // Enough to know it again; a stranger's megabytes are not worth a hash.
    private const int FingerprintedLength = 8 * 1024;

    public void Tell(HytaleTokenResult result, string token, HytaleTokenProfile profile)
    {
        if (sinks.Length == 0)
        {
            return;
        }

        string fingerprint = HytaleFingerprint.Of(new Secret(token.Length > FingerprintedLength ? token[..FingerprintedLength] : token))!;
        HytaleTokenRefusedEvent happened = new(HytaleEventNames.AuthFailed, time.GetUtcNow(), fingerprint, profile.Name, result.Refusal, result.Claim);
        foreach (IAuthEventSink sink in sinks)
        {
            try
            {
                sink.OnEvent(happened);
            }
            catch (Exception)
            {
                // A sink that fails must not decide about a token. The engine logs such a failure of its own events; there may be no engine here.
            }
        }
    }
}
