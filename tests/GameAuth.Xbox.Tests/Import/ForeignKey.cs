using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>A P-256 key in the forms in which other programs write theirs.</summary>
internal sealed class ForeignKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Sec1Pem => _key.ExportECPrivateKeyPem() + "\n";

    public string Pkcs8Pem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Its curve written out in numbers.</summary>
    public string ExplicitPem
    {
        get
        {
            using ECDsa key = ECDsa.Create(_key.ExportExplicitParameters(includePrivateParameters: true));
            return key.ExportECPrivateKeyPem();
        }
    }

    public string Jwk => JwkWith(Parameters.D!);

    public string X => Base64Url.EncodeToString(Parameters.Q.X);

    private ECParameters Parameters => _key.ExportParameters(includePrivateParameters: true);

    public string JwkWith(byte[] d) => JsonSerializer.Serialize(new
    {
        kty = "EC", crv = "P-256", alg = "ES256", use = "sig", x = X, y = Base64Url.EncodeToString(Parameters.Q.Y), d = Base64Url.EncodeToString(d),
    });

    public void Dispose() => _key.Dispose();
}
