namespace Ebpf.Btf;

/// <summary>A member of a structure or union (<c>struct btf_member</c>).</summary>
/// <param name="Name">Its name; empty for an anonymous structure or union.</param>
/// <param name="Type">Its type.</param>
/// <param name="BitOffset">Where it starts, in bits from the start of the structure.</param>
/// <param name="BitFieldSize">Width of a bit field in bits; 0 for an ordinary member.</param>
public readonly record struct BtfMember(string Name, BtfTypeId Type, uint BitOffset, byte BitFieldSize = 0);

/// <summary>A value of an enumeration (<c>struct btf_enum</c>, <c>struct btf_enum64</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; a 64-bit unsigned one keeps its bits.</param>
public readonly record struct BtfEnumValue(string Name, long Value);

/// <summary>A variable's place in a data section (<c>struct btf_var_secinfo</c>).</summary>
/// <param name="Type">The variable.</param>
/// <param name="Offset">Where it lies in the section, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct BtfSectionVariable(BtfTypeId Type, uint Offset, uint Size);

/// <summary>Element type and length of an array (<c>struct btf_array</c>).</summary>
/// <param name="Element">Type of one element.</param>
/// <param name="Index">Type of the index; a formality of the format.</param>
/// <param name="Length">Number of elements; 0 for a flexible array.</param>
public readonly record struct BtfArray(BtfTypeId Element, BtfTypeId Index, uint Length);
