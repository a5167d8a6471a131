using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GameAuth.Activity.Tests.World;

/// <summary>A certificate authority of one test run, and the certificate that it has given to Discord's names. The browser is told to trust its key.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;

    public TestAuthority(params string[] names)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authority = new("CN=Emulated authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _authority = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(7));

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Emulated site", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        Array.ForEach(names, alternatives.AddDnsName);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using X509Certificate2 bare = request.Create(_authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3, 4]);
        Certificate = bare.CopyWithPrivateKey(key);
        Chain = [_authority];

        // A server sends no root, so that the browser is told of both keys.
        KeyHashes = string.Join(',', HashOf(_authority), HashOf(Certificate));
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2Collection Chain { get; }

    /// <summary>What <c>--ignore-certificate-errors-spki-list</c> takes.</summary>
    public string KeyHashes { get; }

    private static string HashOf(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    public void Dispose()
    {
        Certificate.Dispose();
        _authority.Dispose();
    }
}
