using Spectre.Console;
using Spectre.Console.Rendering;

namespace GameAuth;

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
