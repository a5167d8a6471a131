using System.Runtime.InteropServices;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Hardware;

/// <summary>One connection to the TPM: a context of OpenSSL with the provider <c>tpm2</c> in it. Used by one thread at a time.</summary>
/// <remarks>
/// It has at most one key loaded: the kernel gives a connection room for three objects, and loading takes two. A context of our own keeps
/// the provider away from the rest of the process, whose TLS must not go through a TPM.
/// </remarks>
internal sealed unsafe class Tpm2Connection : IDisposable
{
    private const string Tpm = "provider=tpm2";
    private const string TpmFirst = "?provider=tpm2";
    private const int Ok = 1;
    private const int Refused = -1;

    private readonly nint _context = LibCrypto.NewContext();
    private readonly nint _software;
    private readonly nint _tpm;
    private string? _reference;
    private nint _key;

    public Tpm2Connection()
    {
        // Only to read and write PEM: the provider for the TPM has no code of its own for that.
        _software = LibCrypto.LoadProvider(_context, "default");
        _tpm = _software == 0 ? 0 : LibCrypto.LoadProvider(_context, "tpm2");
        if (_tpm == 0)
        {
            KeyHardwareException failure = Failure(
                "OpenSSL could not start its provider 'tpm2': install the package tpm2-openssl, let this user use /dev/tpmrm0 (group tss), or set TPM2OPENSSL_TCTI before the process starts",
                RowState.KeyUnavailable);
            Dispose();
            throw failure;
        }
    }

    /// <summary>Makes a key under the TPM's owner hierarchy and returns it wrapped.</summary>
    public string Generate()
    {
        Unload();
        nint operation = LibCrypto.NewKeyOperation(_context, "EC", Tpm);
        nint key = 0;
        nint buffer = 0;
        try
        {
            if (operation == 0 || LibCrypto.BeginGenerate(operation) != Ok || LibCrypto.SetGroup(operation, "P-256") != Ok || LibCrypto.Generate(operation, out key) != Ok)
            {
                throw Failure("The TPM made no key", RowState.KeyUnavailable);
            }

            buffer = LibCrypto.NewBuffer(LibCrypto.MemoryMethod());
            return LibCrypto.WriteKey(buffer, key, 0, 0, 0, 0, 0, _context, Tpm) == Ok
                ? Encoding.ASCII.GetString(ReadAll(buffer))
                : throw Failure("The TPM's key could not be wrapped", RowState.KeyUnavailable);
        }
        finally
        {
            _ = LibCrypto.FreeBuffer(buffer);
            LibCrypto.FreeKey(key);
            LibCrypto.FreeKeyOperation(operation);
        }
    }

    public byte[] ReadPublicKey(string reference)
    {
        nint key = Load(reference);
        nint buffer = LibCrypto.NewBuffer(LibCrypto.MemoryMethod());
        try
        {
            return LibCrypto.WritePublicKey(buffer, key) == Ok ? ReadAll(buffer) : throw Failure("The public key could not be read", RowState.KeyUnavailable);
        }
        finally
        {
            _ = LibCrypto.FreeBuffer(buffer);
        }
    }

    /// <summary>Signs a hash; the signature is DER (RFC 3279 section 2.2.3), as OpenSSL makes it.</summary>
    public int Sign(string reference, ReadOnlySpan<byte> hash, Span<byte> signature)
    {
        nint operation = LibCrypto.NewKeyOperation(_context, Load(reference), TpmFirst);
        try
        {
            nuint length = (nuint)signature.Length;
            fixed (byte* source = hash)
            fixed (byte* destination = signature)
            {
                return operation != 0 && LibCrypto.BeginSign(operation) == Ok
                    && LibCrypto.Sign(operation, destination, ref length, source, (nuint)hash.Length) == Ok
                    ? (int)length
                    : throw Failure("The TPM did not sign", RowState.KeyUnavailable);
            }
        }
        finally
        {
            LibCrypto.FreeKeyOperation(operation);
        }
    }

    public void Dispose()
    {
        Unload();
        _ = _tpm == 0 || LibCrypto.UnloadProvider(_tpm) == Ok;
        _ = _software == 0 || LibCrypto.UnloadProvider(_software) == Ok;
        LibCrypto.FreeContext(_context);
    }

    private nint Load(string reference)
    {
        if (string.Equals(reference, _reference, StringComparison.Ordinal))
        {
            return _key;
        }

        Unload();
        _key = Tpm2KeyReference.IsPersistentHandle(reference) ? LoadPersistent(reference)
            : Tpm2KeyReference.IsWrappedKey(reference) ? LoadWrapped(reference)
            : throw new KeyHardwareException("What is stored is not a key of a TPM.", RowState.Corrupt);
        if (_key == 0)
        {
            throw Failure("The TPM did not load the key: another TPM made it, or it was cleared", RowState.WrongKey);
        }

        _reference = reference;
        return _key;
    }

    private nint LoadWrapped(string reference)
    {
        byte[] pem = Encoding.ASCII.GetBytes(reference);
        fixed (byte* bytes = pem)
        {
            nint buffer = LibCrypto.NewBuffer(bytes, pem.Length);
            nint key = LibCrypto.ReadKey(buffer, 0, &NoPassphrase, 0, _context, TpmFirst);
            _ = LibCrypto.FreeBuffer(buffer);
            return key;
        }
    }

    private nint LoadPersistent(string handle)
    {
        nint store = LibCrypto.OpenStore(handle, _context, TpmFirst, 0, 0, 0, 0, 0);
        nint key = 0;
        while (store != 0 && key == 0 && LibCrypto.IsStoreAtEnd(store) == 0)
        {
            // An item that is no key ends the search too: a handle has one object.
            nint item = LibCrypto.LoadFromStore(store);
            if (item == 0)
            {
                break;
            }

            key = LibCrypto.KeyOf(item);
            LibCrypto.FreeItem(item);
        }

        _ = store == 0 ? 0 : LibCrypto.CloseStore(store);
        return key;
    }

    private void Unload()
    {
        LibCrypto.FreeKey(_key);
        _key = 0;
        _reference = null;
    }

    private static byte[] ReadAll(nint buffer)
    {
        byte[] bytes = new byte[4096];
        fixed (byte* start = bytes)
        {
            return bytes[..Math.Max(0, LibCrypto.Read(buffer, start, bytes.Length))];
        }
    }

    // OpenSSL would ask at the terminal.
    [UnmanagedCallersOnly]
    private static int NoPassphrase(byte* buffer, int size, int isForWriting, void* state) => Refused;

    /// <summary>An error with the number of OpenSSL's last one; its queue is emptied, since .NET reads the same queue on this thread.</summary>
    private static KeyHardwareException Failure(string what, RowState state)
    {
        nuint code = LibCrypto.LastError();
        LibCrypto.ClearErrors();
        return new KeyHardwareException($"{what} (OpenSSL error {code:x8}).", state);
    }
}
