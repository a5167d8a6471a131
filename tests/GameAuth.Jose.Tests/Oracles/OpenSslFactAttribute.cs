namespace GameAuth.Jose.Tests.Oracles;

/// <summary>A fact that OpenSSL judges; skipped, with the reason, where libcrypto is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute() => Skip = OpenSsl.Missing;
}
