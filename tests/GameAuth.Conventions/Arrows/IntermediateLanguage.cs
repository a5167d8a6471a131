using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace GameAuth.Conventions.Arrows;

/// <summary>Reads the members that a method body names (ECMA-335, partition III).</summary>
internal static class IntermediateLanguage
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    public static IEnumerable<MemberInfo> Members(MethodBase method, byte[] body)
    {
        Type[] ofType = method.DeclaringType?.GetGenericArguments() ?? [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        int at = 0;
        while (at < body.Length)
        {
            int value = body[at++];
            if (value == 0xFE)
            {
                value = 0xFE00 | body[at++];
            }

            OpCode code = Codes[value];
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return method.Module.ResolveMember(Int32(body, at), ofType, ofMethod)!;
            }

            at += code.OperandType == OperandType.InlineSwitch ? 4 + (4 * Int32(body, at)) : Size(code.OperandType);
        }
    }

    private static int Int32(byte[] body, int at) => BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at));

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
