namespace GameAuth.Conventions.Fixtures.Low;

/// <summary>A type without a method body, whose file only the PDB's own table tells.</summary>
internal enum Mood
{
    Calm,
}
