using System.Runtime.InteropServices;

namespace GameAuth.Emulator.Tests.Hytale;

/// <summary>OpenSSL's Ed25519, as a judge that nobody here wrote. Not on every machine: see <see cref="OpenSslFactAttribute"/>.</summary>
internal sealed class OpenSslEd25519
{
    private const int Ed25519 = 1087;
    private readonly NewKey _newKey;
    private readonly NewContext _newContext;
    private readonly VerifyInit _init;
    private readonly VerifyData _verify;
    private readonly Free _freeKey;
    private readonly Free _freeContext;

    private OpenSslEd25519(nint library)
    {
        _newKey = Get<NewKey>(library, "EVP_PKEY_new_raw_public_key");
        _newContext = Get<NewContext>(library, "EVP_MD_CTX_new");
        _init = Get<VerifyInit>(library, "EVP_DigestVerifyInit");
        _verify = Get<VerifyData>(library, "EVP_DigestVerify");
        _freeKey = Get<Free>(library, "EVP_PKEY_free");
        _freeContext = Get<Free>(library, "EVP_MD_CTX_free");
    }

    private delegate nint NewKey(int type, nint engine, byte[] raw, nuint length);

    private delegate nint NewContext();

    private delegate int VerifyInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    private delegate int VerifyData(nint context, byte[] signature, nuint signatureLength, byte[] message, nuint messageLength);

    private delegate void Free(nint thing);

    public static OpenSslEd25519? Instance { get; } = Load();

    public bool Verifies(byte[] publicKey, byte[] message, byte[] signature)
    {
        nint key = _newKey(Ed25519, 0, publicKey, (nuint)publicKey.Length);
        Assert.NotEqual(0, key);
        nint context = _newContext();
        try
        {
            Assert.Equal(1, _init(context, 0, 0, 0, key));
            return _verify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        }
        finally
        {
            _freeContext(context);
            _freeKey(key);
        }
    }

    private static OpenSslEd25519? Load()
    {
        foreach (string name in new[] { "libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib" })
        {
            if (NativeLibrary.TryLoad(name, out nint library)) { return new OpenSslEd25519(library); }
        }

        return null;
    }

    private static T Get<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
