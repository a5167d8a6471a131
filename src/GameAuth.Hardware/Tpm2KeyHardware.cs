using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using GameAuth.Storage;

namespace GameAuth.Hardware;

/// <summary>Keys in the TPM 2.0 of a Linux machine, by way of OpenSSL 3 and tpm2-openssl (github.com/tpm2-software/tpm2-openssl).</summary>
internal sealed class Tpm2KeyHardware : IKeyHardware
{
    private const int CoordinateLength = 32;
    private const int MaxSignature = 72;

    private Tpm2Connection? _connection;

    private Tpm2KeyHardware()
    {
    }

    /// <summary>The only access to the TPM in this process: tpm2-openssl fails where two threads are in it at once.</summary>
    public static IKeyHardware Shared { get; } = OperatingSystem.IsLinux()
        ? new SynchronizedKeyHardware(new Tpm2KeyHardware())
        : new UnsupportedKeyHardware("This is no Linux machine.");

    public string? FindObstacle()
    {
        try
        {
            return Use(static _ => (string?)null);
        }
        catch (KeyHardwareException failure)
        {
            return failure.Message;
        }
    }

    public string Create() => Use(static tpm => tpm.Generate());

    public byte[] ReadPublicKey(string reference) => Use(tpm => tpm.ReadPublicKey(reference));

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash)
    {
        byte[] copy = hash.ToArray();
        return Use(tpm =>
        {
            Span<byte> signature = stackalloc byte[MaxSignature];
            return ToFixedLength(signature[..tpm.Sign(reference, copy, signature)]);
        });
    }

    public void Delete(string reference)
    {
        // A wrapped key is gone with its row; a persistent one belongs to the administrator who made it.
    }

    private T Use<T>(Func<Tpm2Connection, T> call)
    {
        bool isOld = _connection is not null;
        try
        {
            return call(_connection ??= new Tpm2Connection());
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new KeyHardwareException("OpenSSL 3 (libcrypto.so.3) is not installed.", RowState.KeyUnavailable);
        }
        catch (KeyHardwareException)
        {
            _connection?.Dispose();
            _connection = null;
            if (!isOld)
            {
                throw;
            }
        }

        // The resource manager may have been restarted since the connection was made: once more, over a new one.
        return Use(call);
    }

    private static byte[] ToFixedLength(ReadOnlySpan<byte> der)
    {
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out int start, out int length, out _);
            ReadOnlySpan<byte> numbers = der.Slice(start, length);
            BigInteger r = AsnDecoder.ReadInteger(numbers, AsnEncodingRules.DER, out int read);
            BigInteger s = AsnDecoder.ReadInteger(numbers[read..], AsnEncodingRules.DER, out _);
            byte[] signature = new byte[2 * CoordinateLength];
            Write(r, signature.AsSpan(0, CoordinateLength));
            Write(s, signature.AsSpan(CoordinateLength));
            return signature;
        }
        catch (AsnContentException)
        {
            throw new KeyHardwareException("The TPM's signature can not be read.", RowState.KeyUnavailable);
        }
    }

    private static void Write(BigInteger number, Span<byte> destination)
    {
        int length = number.Sign > 0 ? number.GetByteCount(isUnsigned: true) : int.MaxValue;
        if (length > destination.Length || !number.TryWriteBytes(destination[^length..], out _, isUnsigned: true, isBigEndian: true))
        {
            throw new KeyHardwareException("The TPM's signature is out of range.", RowState.KeyUnavailable);
        }
    }
}

/// <summary>What a key of a TPM 2.0 is stored as: the handle of a persistent key, or a key that the TPM wrapped.</summary>
internal static class Tpm2KeyReference
{
    private const string HandleScheme = "handle:0x";
    private const string WrappedHead = "-----BEGIN TSS2 PRIVATE KEY-----";

    /// <summary>Whether it is the handle of a persistent object: 0x81000000 to 0x81FFFFFF (TPM 2.0 Library, part 2, "TPM_HT_PERSISTENT").</summary>
    public static bool IsPersistentHandle(string reference) =>
        reference.Length == HandleScheme.Length + 8
        && reference.StartsWith(HandleScheme, StringComparison.Ordinal)
        && uint.TryParse(reference.AsSpan(HandleScheme.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint handle)
        && handle >> 24 == 0x81;

    /// <summary>Whether it is a wrapped key in PEM. OpenSSL opens plain keys too, and those must not pass for keys in a TPM.</summary>
    public static bool IsWrappedKey(string reference) => reference.StartsWith(WrappedHead, StringComparison.Ordinal);
}
