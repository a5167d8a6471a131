namespace GameAuth.Emulator.Tests.Hytale;

/// <summary>A test that needs OpenSSL's library, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute()
    {
        if (OpenSslEd25519.Instance is null) { Skip = "OpenSSL's libcrypto is not on this machine."; }
    }
}
