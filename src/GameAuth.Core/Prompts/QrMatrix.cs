using QRCoder;

namespace GameAuth;

/// <summary>A QR code as dark and light modules, for any surface: a console, an image, a game's own interface. Immutable.</summary>
public sealed class QrMatrix
{
    private readonly QRCodeData _data;

    private QrMatrix(QRCodeData data) => _data = data;

    /// <summary>The modules per side, quiet zone of four included (ISO/IEC 18004).</summary>
    public int Size => _data.ModuleMatrix.Count;

    /// <summary>One module.</summary>
    /// <param name="row">From the top, from 0.</param>
    /// <param name="column">From the left, from 0.</param>
    /// <returns>Whether the module is dark.</returns>
    public bool this[int row, int column] => _data.ModuleMatrix[row][column];

    /// <summary>Encodes an address with error correction level M.</summary>
    /// <param name="address">The address, up to 2,331 bytes in UTF-8.</param>
    /// <returns>The code.</returns>
    public static QrMatrix Encode(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new QrMatrix(QRCodeGenerator.GenerateQrCode(address.AbsoluteUri, QRCodeGenerator.ECCLevel.M));
    }
}
