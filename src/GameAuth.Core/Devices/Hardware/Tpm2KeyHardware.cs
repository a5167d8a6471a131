using System.Formats.Asn1;
using System.Numerics;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Keys in the TPM 2.0 of a Linux machine, by way of OpenSSL 3 and tpm2-openssl (github.com/tpm2-software/tpm2-openssl).</summary>
internal sealed class Tpm2KeyHardware : IKeyHardware
{
    private const int CoordinateLength = 32;
    private const int MaxSignature = 72;

    private Tpm2Connection? _connection;

    private Tpm2KeyHardware()
    {
    }

    /// <summary>The one way to the TPM in this process: tpm2-openssl fails where two threads are in it at once.</summary>
    public static IKeyHardware Shared { get; } = OperatingSystem.IsLinux()
        ? new SerialKeyHardware(new Tpm2KeyHardware())
        : new AbsentKeyHardware("This is no Linux machine.");

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
