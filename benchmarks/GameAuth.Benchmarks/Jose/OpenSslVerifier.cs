using System.Runtime.InteropServices;

namespace GameAuth.Benchmarks;

/// <summary>OpenSSL's bare Ed25519 verification, with key and context kept: the limit without any token around it.</summary>
internal sealed unsafe partial class OpenSslVerifier
{
    private const string Library = "libcrypto.so.3";
    private const int Ed25519 = 1087; // NID_ED25519

    private readonly nint _context;

    public OpenSslVerifier(byte[] publicKey)
    {
        fixed (byte* bytes = publicKey)
        {
            nint key = EVP_PKEY_new_raw_public_key(Ed25519, 0, bytes, (nuint)publicKey.Length);
            _context = EVP_MD_CTX_new();
            if (EVP_DigestVerifyInit(_context, 0, 0, 0, key) != 1)
            {
                throw new InvalidOperationException("OpenSSL refused the key.");
            }
        }
    }

    public bool Verify(byte[] message, byte[] signature)
    {
        fixed (byte* text = message)
        fixed (byte* proof = signature)
        {
            return EVP_DigestVerify(_context, proof, (nuint)signature.Length, text, (nuint)message.Length) == 1;
        }
    }

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerify(nint context, byte* signature, nuint signatureLength, byte* text, nuint length);
}
