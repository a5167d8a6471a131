using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>Checks the Signature header of a request against a key and a freshness window.</summary>
internal static class XboxSignatureVerifier
{
    public static SignatureFinding Check(
        string? header, XboxSignedRequest request, XboxProofKey? key, TimeSpan? window, DateTimeOffset now)
    {
        if (header is null) return SignatureFinding.Absent;
        if (XboxSignatureHeader.Parse(header) is not { } signature)
            return SignatureFinding.Bad("malformed: not 76 bytes in standard base64");
        if (signature.Version != 1) return SignatureFinding.Bad("the policy version is not 1");
        if (signature.SignedAt is not { } signedAt) return SignatureFinding.Bad("the timestamp is no FILETIME");
        TimeSpan age = now - signedAt;
        if (key is null) return new(SignatureVerdict.Deferred, "no key is known yet", age);
        if (!key.Verifies(request.Hash(signature.Version, signature.FileTime), signature.Signature))
            return new(SignatureVerdict.Bad, "does not match the bytes received under this key", age);
        return age.Duration() > window
            ? new(SignatureVerdict.Stale, $"the timestamp is off by {age:c}, {window:c} is allowed", age)
            : new(SignatureVerdict.Verified, null, age);
    }
}
