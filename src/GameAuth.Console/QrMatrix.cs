using QRCoder;
using QRCoder.Exceptions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GameAuth;

/// <summary>A QR code as dark and light modules, for any surface: a console, an image, the user interface of a game. Immutable.</summary>
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
    /// <param name="address">
    /// The address, up to 2,331 bytes as it is sent (<see cref="Uri.AbsoluteUri"/>, where a character may be escaped as nine); of a device code it is
    /// <see cref="DeviceCodeChallenge.PageToOpen"/>, which always fits.
    /// </param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentException">The address is longer.</exception>
    public static QrMatrix Encode(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return new QrMatrix(QRCodeGenerator.GenerateQrCode(address.AbsoluteUri, QRCodeGenerator.ECCLevel.M));
        }
        catch (DataTooLongException)
        {
            throw new ArgumentException("The address is longer, as it is sent, than a QR code holds.", nameof(address));
        }
    }
}

/// <summary>A QR code in half blocks: a character is two modules high, so that modules come out square.</summary>
internal sealed class QrBlocks(QrMatrix code) : Renderable
{
    // Set explicitly, because a scanner wants dark on light whatever the terminal's theme is.
    private static readonly Style DarkOnLight = new(new Color(0, 0, 0), new Color(255, 255, 255));

    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(code.Size, code.Size);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        bool hasColors = options.ColorSystem != ColorSystem.NoColors;
        for (int row = 0; row < code.Size; row += 2)
        {
            int top = row;
            string line = string.Create(code.Size, (top, hasColors), (cells, state) =>
            {
                for (int column = 0; column < cells.Length; column++)
                {
                    bool upper = code[state.top, column];
                    bool lower = state.top + 1 < code.Size && code[state.top + 1, column];

                    // Without colours a block is what the terminal writes with, which is light on most.
                    cells[column] = state.hasColors ? Block(upper, lower) : Block(!upper, !lower);
                }
            });
            yield return new Segment(line, hasColors ? DarkOnLight : Style.Plain);
            yield return Segment.LineBreak;
        }
    }

    private static char Block(bool upper, bool lower) => (upper, lower) switch
    {
        (true, true) => '\u2588',
        (true, false) => '\u2580',
        (false, true) => '\u2584',
        _ => ' ',
    };
}
