using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GameAuth.Hardware;

/// <summary>Calls of OpenSSL 3 that .NET does not have: a library context of our own with the provider <c>tpm2</c> (docs.openssl.org/3.0/man3).</summary>
/// <remarks>.NET opens persistent handles (<c>SafeEvpPKeyHandle.OpenKeyFromProvider</c>), but it does not make keys and does not open wrapped ones.</remarks>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library, EntryPoint = "OSSL_LIB_CTX_new")]
    public static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "OSSL_LIB_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "OSSL_PROVIDER_load", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LoadProvider(nint context, string name);

    [LibraryImport(Library, EntryPoint = "OSSL_PROVIDER_unload")]
    public static partial int UnloadProvider(nint provider);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new_from_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewKeyOperation(nint context, string algorithm, string properties);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new_from_pkey", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewKeyOperation(nint context, nint key, string properties);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    public static partial void FreeKeyOperation(nint operation);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_keygen_init")]
    public static partial int BeginGenerate(nint operation);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_set_group_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetGroup(nint operation, string group);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_generate")]
    public static partial int Generate(nint operation, out nint key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    public static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign_init")]
    public static partial int BeginSign(nint operation);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_sign")]
    public static partial int Sign(nint operation, byte* signature, ref nuint signatureLength, byte* hash, nuint hashLength);

    [LibraryImport(Library, EntryPoint = "BIO_s_mem")]
    public static partial nint MemoryMethod();

    [LibraryImport(Library, EntryPoint = "BIO_new")]
    public static partial nint NewBuffer(nint method);

    [LibraryImport(Library, EntryPoint = "BIO_new_mem_buf")]
    public static partial nint NewBuffer(byte* bytes, int length);

    [LibraryImport(Library, EntryPoint = "BIO_read")]
    public static partial int Read(nint buffer, byte* destination, int length);

    [LibraryImport(Library, EntryPoint = "BIO_free")]
    public static partial int FreeBuffer(nint buffer);

    [LibraryImport(Library, EntryPoint = "PEM_write_bio_PrivateKey_ex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int WriteKey(nint buffer, nint key, nint cipher, nint passphrase, int passphraseLength, nint callback, nint state, nint context, string properties);

    [LibraryImport(Library, EntryPoint = "PEM_read_bio_PrivateKey_ex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadKey(nint buffer, nint reuse, delegate* unmanaged<byte*, int, int, void*, int> passphrase, nint state, nint context, string properties);

    [LibraryImport(Library, EntryPoint = "i2d_PUBKEY_bio")]
    public static partial int WritePublicKey(nint buffer, nint key);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_open_ex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenStore(string uri, nint context, string properties, nint dialogue, nint dialogueState, nint parameters, nint process, nint processState);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_eof")]
    public static partial int IsStoreAtEnd(nint store);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_load")]
    public static partial nint LoadFromStore(nint store);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_INFO_get1_PKEY")]
    public static partial nint KeyOf(nint item);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_INFO_free")]
    public static partial void FreeItem(nint item);

    [LibraryImport(Library, EntryPoint = "OSSL_STORE_close")]
    public static partial int CloseStore(nint store);

    [LibraryImport(Library, EntryPoint = "ERR_peek_last_error")]
    public static partial nuint LastError();

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();
}
