using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GameAuth.Jose.Tests.Oracles;

/// <summary>Ed25519 of OpenSSL's libcrypto, as a judge that nobody here wrote.</summary>
internal static unsafe partial class OpenSsl
{
    private const string Library = "libcrypto";
    private const int Ed25519 = 1087; // NID_ED25519

    private static readonly string[] Names = OperatingSystem.IsMacOS()
        ? ["libcrypto.3.dylib"]
        : OperatingSystem.IsWindows() ? ["libcrypto-3-x64.dll"] : ["libcrypto.so.3", "libcrypto.so.1.1"];

    private static readonly nint Handle = Load();

    /// <summary>Why it can not judge here; null when it can.</summary>
    public static string? Missing { get; } = Handle == 0 ? $"none of {string.Join(", ", Names)} can be loaded" : null;

    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using EvpKey key = Private(seed);
        byte[] publicKey = new byte[32];
        nuint length = 32;
        fixed (byte* bytes = publicKey)
        {
            Check(EVP_PKEY_get_raw_public_key(key.Value, bytes, &length));
        }

        return publicKey;
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using EvpKey key = Private(seed);
        using EvpContext context = new(EVP_MD_CTX_new());
        byte[] signature = new byte[64];
        nuint length = 64;
        fixed (byte* bytes = signature)
        fixed (byte* text = message)
        {
            Check(EVP_DigestSignInit(context.Value, 0, 0, 0, key.Value));
            Check(EVP_DigestSign(context.Value, bytes, &length, text, (nuint)message.Length));
        }

        return signature;
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        fixed (byte* bytes = publicKey)
        fixed (byte* text = message)
        fixed (byte* proof = signature)
        {
            using EvpKey key = new(EVP_PKEY_new_raw_public_key(Ed25519, 0, bytes, (nuint)publicKey.Length));
            using EvpContext context = new(EVP_MD_CTX_new());
            Check(EVP_DigestVerifyInit(context.Value, 0, 0, 0, key.Value));
            return EVP_DigestVerify(context.Value, proof, (nuint)signature.Length, text, (nuint)message.Length) == 1;
        }
    }

    private static EvpKey Private(ReadOnlySpan<byte> seed)
    {
        fixed (byte* bytes = seed)
        {
            return new EvpKey(EVP_PKEY_new_raw_private_key(Ed25519, 0, bytes, (nuint)seed.Length));
        }
    }

    private static void Check(int result)
    {
        if (result != 1)
        {
            throw new InvalidOperationException("OpenSSL refused a call.");
        }
    }

    private static nint Load()
    {
        nint handle = 0;
        _ = Array.Exists(Names, name => NativeLibrary.TryLoad(name, out handle));
        NativeLibrary.SetDllImportResolver(typeof(OpenSsl).Assembly, (name, _, _) => name == Library ? Handle : 0);
        return handle;
    }

    private readonly ref struct EvpKey(nint value)
    {
        public nint Value => value != 0 ? value : throw new InvalidOperationException("OpenSSL refused the key.");

        public void Dispose() => EVP_PKEY_free(value);
    }

    private readonly ref struct EvpContext(nint value)
    {
        public nint Value => value;

        public void Dispose() => EVP_MD_CTX_free(value);
    }

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_get_raw_public_key(nint key, byte* bytes, nuint* length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSign(nint context, byte* signature, nuint* signatureLength, byte* text, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerify(nint context, byte* signature, nuint signatureLength, byte* text, nuint length);
}

/// <summary>A fact that OpenSSL judges; skipped, with the reason, where libcrypto is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute() => Skip = OpenSsl.Missing;
}
