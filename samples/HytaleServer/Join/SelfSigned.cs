using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HytaleServer.Join;

/// <summary>A certificate that nobody vouches for. The join does: the tokens of both sides are bound to the certificates that they have shown.</summary>
internal static class SelfSigned
{
    public static X509Certificate2 Make(string name, TimeProvider time)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 made = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(30));

        // On Windows, TLS takes no certificate whose key was never in a key container.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
